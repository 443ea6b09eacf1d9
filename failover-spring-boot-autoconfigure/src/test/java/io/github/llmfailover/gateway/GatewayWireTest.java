package io.github.llmfailover.gateway;

import static io.github.llmfailover.gateway.request.Requests.of;
import static io.github.llmfailover.gateway.request.Requests.read;
import static io.github.llmfailover.gateway.request.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.llmfailover.NoEligibleProviderException;
import io.github.llmfailover.chat.LiveChain;
import io.github.llmfailover.chat.LiveClient;
import io.github.llmfailover.gateway.answer.CompletionAnswers;
import io.github.llmfailover.gateway.answer.CompletionChunks;
import io.github.llmfailover.gateway.answer.CompletionErrors;
import io.github.llmfailover.gateway.request.CompletionRequest;
import io.github.llmfailover.gateway.request.Requests;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.model.ChatResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a client's request to what a real Spring AI client sends, and back. */
@Timeout(60)
class GatewayWireTest {

    private static final CompletionAnswers ANSWERS =
            new CompletionAnswers(InstantSource.fixed(Instant.ofEpochSecond(1)), () -> "1");

    private static final String WEATHER = "{'type':'function','function':{'name':'weather','description':'Tells it',"
            + "'strict':true,'parameters':{'type':'object','properties':{'city':{'type':'string'}}}}}";

    private static final String TIME = "{'type':'function','function':{'name':'time','parameters':{'type':'object'}}}";

    private static final String SCHEMA = "{'type':'object','properties':{'city':{'type':'string'}},"
            + "'required':['city'],'additionalProperties':false}";

    private static JsonNode call(LiveChain chain, CompletionRequest request) {
        return ANSWERS.whole(chain.model().call(request.prompt()), request);
    }

    private static List<JsonNode> stream(LiveChain chain, CompletionRequest request) {
        CompletionChunks chunks = ANSWERS.chunks(request);
        List<byte[]> all = new ArrayList<>();
        for (ChatResponse part : chain.model().stream(request.prompt()).toIterable()) {
            all.addAll(chunks.next(part));
        }
        all.addAll(chunks.end());
        return all.stream().map(JsonMapper.shared()::readTree).toList();
    }

    private static JsonNode received(LiveChain chain) {
        return chain.simulator(0).lastRequest().body();
    }

    private static String texts(List<JsonNode> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asString("")));
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource
    void text_goesThereAndBack(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0).answers(Answer.text("Hello from Oslo").withUsage(11, 5));
            CompletionRequest request = read(of("{'role':'system','content':'Be brief'},"
                    + "{'role':'user','content':'one'},{'role':'assistant','content':'two'},"
                    + "{'role':'user','content':'three'}"));

            JsonNode answer = call(chain, request);

            assertThat(answer.at("/choices/0/message/content").stringValue()).isEqualTo("Hello from Oslo");
            assertThat(answer.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
            assertThat(answer.at("/usage/prompt_tokens").intValue()).isEqualTo(11);
            assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(5);
            assertThat(chain.simulator(0).lastRequest().messages().toString()).contains("one", "two", "three");
            assertThat(received(chain).toString()).contains("Be brief");
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamedText_goesThereAndBack(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0).answers(Answer.text("Hello from Oslo").withUsage(11, 5));

            List<JsonNode> chunks = stream(chain, read(with("'stream':true,'stream_options':{'include_usage':true}")));

            assertThat(texts(chunks)).isEqualTo("Hello from Oslo");
            JsonNode usage = chunks.get(chunks.size() - 1);
            assertThat(usage.at("/usage/prompt_tokens").intValue()).isEqualTo(11);
            assertThat(usage.at("/usage/completion_tokens").intValue()).isEqualTo(5);
            assertThat(chunks.get(chunks.size() - 2)
                            .at("/choices/0/finish_reason")
                            .stringValue())
                    .isEqualTo("stop");
        }
    }

    @ParameterizedTest
    @EnumSource
    void reasoning_staysOutOfTheAnswer(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0).answers(Answer.reasoning("Let me ponder", "Hello"));

            assertThat(call(chain, read(with(""))).toString()).contains("Hello").doesNotContain("ponder");
            assertThat(texts(stream(chain, read(with("'stream':true"))))).isEqualTo("Hello");
        }
    }

    @ParameterizedTest
    @EnumSource
    void parallelCalls_goBackToTheClient(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0)
                    .answers(Answer.toolCalls(
                            Answer.call("weather", "{\"city\":\"Oslo\"}"), Answer.call("time", "{\"zone\":\"UTC\"}")));

            JsonNode calls = call(chain, read(with("'tools':[" + WEATHER + "," + TIME + "]")))
                    .at("/choices/0/message/tool_calls");

            assertThat(calls).hasSize(2);
            assertThat(calls.at("/0/function/name").stringValue()).isEqualTo("weather");
            assertThat(Requests.json(calls.at("/0/function/arguments").stringValue()))
                    .isEqualTo(Requests.json("{'city':'Oslo'}"));
            assertThat(calls.at("/1/function/name").stringValue()).isEqualTo("time");
            assertThat(calls.at("/0/id").stringValue())
                    .isNotEqualTo(calls.at("/1/id").stringValue());
            assertThat(chain.simulator(0).lastRequest().tools()).containsExactlyInAnyOrder("weather", "time");
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamedParallelCalls_goBackToTheClient(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0).answers(Answer.toolCalls(Answer.call("weather", "{}"), Answer.call("time", "{}")));

            List<JsonNode> chunks = stream(chain, read(with("'stream':true,'tools':[" + WEATHER + "," + TIME + "]")));

            assertThat(chunks.stream()
                            .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0"))
                            .filter(JsonNode::isObject)
                            .map(call -> call.get("index").intValue() + " "
                                    + call.at("/function/name").stringValue()))
                    .containsExactly("0 weather", "1 time");
            assertThat(chunks.get(chunks.size() - 1)
                            .at("/choices/0/finish_reason")
                            .stringValue())
                    .isEqualTo("tool_calls");
        }
    }

    @ParameterizedTest
    @EnumSource
    void resultsOfParallelCalls_reachTheProvider(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0).answers(Answer.text("Sunny"));

            call(
                    chain,
                    read(("{'model':'default','tools':[" + WEATHER + "," + TIME + "],'messages':["
                            + "{'role':'user','content':'u'},{'role':'assistant','content':null,'tool_calls':["
                            + "{'id':'call_1','type':'function','function':{'name':'weather','arguments':'{}'}},"
                            + "{'id':'call_2','type':'function','function':{'name':'time','arguments':'{}'}}]},"
                            + "{'role':'tool','tool_call_id':'call_1','content':'sun is shining'},"
                            + "{'role':'tool','tool_call_id':'call_2','content':'it is noon'}]}")));

            assertThat(received(chain).toString())
                    .contains("sun is shining", "it is noon", "weather", "time")
                    .contains(client == LiveClient.OLLAMA ? "weather" : "call_2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void jsonSchema_isAskedOfTheProvider(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0).answers(Answer.json("{\"city\":\"Oslo\"}"));

            JsonNode answer = call(
                    chain,
                    read(with("'response_format':{'type':'json_schema','json_schema':"
                            + "{'name':'place','strict':true,'schema':" + SCHEMA + "}}")));

            assertThat(Requests.json(answer.at("/choices/0/message/content").stringValue()))
                    .isEqualTo(Requests.json("{'city':'Oslo'}"));
            JsonNode body = received(chain);
            JsonNode schema =
                    switch (client) {
                        case OPENAI -> body.at("/response_format/json_schema/schema");
                        case ANTHROPIC -> body.at("/output_config/format/schema");
                        case OLLAMA -> body.at("/format");
                    };
            assertThat(schema).as(body.toString()).isEqualTo(Requests.json(SCHEMA));
        }
    }

    @ParameterizedTest
    @EnumSource
    void inlineImage_reachesTheProvider(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            call(
                    chain,
                    read(of("{'role':'user','content':[{'type':'text','text':'What is it?'},{'type':'image_url',"
                            + "'image_url':{'url':'data:image/png;base64," + Requests.PIXEL + "'}}]}")));

            assertThat(received(chain).toString()).contains(Requests.PIXEL, "What is it?");
        }
    }

    @Test
    void imageByItsAddress_isNotAskedOfOllama() {
        try (LiveChain chain = new LiveChain(LiveClient.OLLAMA, LiveClient.OPENAI)) {
            call(
                    chain,
                    read(of("{'role':'user','content':[{'type':'image_url',"
                            + "'image_url':{'url':'https://example.org/a.png'}}]}")));

            assertThat(chain.simulator(0).requestCount()).isZero();
            assertThat(chain.simulator(1).lastRequest().body().toString()).contains("https://example.org/a.png");
        }
    }

    @Test
    void everythingOfOpenAis_reachesAnOpenAiProviderAsItIs() {
        String[] fields = {
            "'temperature':0.25",
            "'top_p':0.5",
            "'max_completion_tokens':77",
            "'stop':['A','B']",
            "'frequency_penalty':0.5",
            "'presence_penalty':-0.5",
            "'seed':42",
            "'user':'someone'",
            "'metadata':{'team':'a'}",
            "'store':false",
            "'service_tier':'flex'",
            "'reasoning_effort':'minimal'",
            "'logit_bias':{'50256':-100}",
            "'parallel_tool_calls':false",
            "'tool_choice':{'type':'function','function':{'name':'weather'}}",
            "'tools':[" + WEATHER + "," + TIME + "]",
            "'response_format':{'type':'json_schema','json_schema':{'name':'place','strict':false,'schema':" + SCHEMA
                    + "}}",
            "'min_p':0.1",
            "'vendor':{'list':[1,2.5,true,'x',{'y':{}}]}",
        };
        try (LiveChain chain = new LiveChain(LiveClient.OPENAI)) {
            call(chain, read(with(String.join(",", fields))));

            JsonNode received = received(chain);
            for (String field : fields) {
                Requests.json("{" + field + "}").properties().forEach(sent -> assertThat(received.get(sent.getKey()))
                        .as(sent.getKey())
                        .hasToString(sent.getValue().toString()));
            }
            assertThat(received.has("max_tokens")).isFalse();
            assertThat(received.get("model").stringValue()).isEqualTo("gpt-x");
        }
    }

    @Test
    void unknownField_reachesNobodyWhoDoesNotSpeakTheProtocol() {
        try (LiveChain chain = new LiveChain(LiveClient.OPENAI, LiveClient.ANTHROPIC)) {
            chain.simulator(0).always(Behavior.serverError());

            call(chain, read(with("'min_p':0.1")));

            assertThat(chain.simulator(0).lastRequest().body().has("min_p")).isTrue();
            assertThat(chain.simulator(1).lastRequest().body().toString()).doesNotContain("min_p");
        }
    }

    @Test
    void choiceOfTools_isSaidInAnthropicsTerms() {
        try (LiveChain chain = new LiveChain(LiveClient.ANTHROPIC)) {
            call(
                    chain,
                    read(with("'tools':[" + WEATHER + "],'parallel_tool_calls':false,"
                            + "'tool_choice':{'type':'function','function':{'name':'weather'}}")));
            assertThat(received(chain).at("/tool_choice/type").stringValue()).isEqualTo("tool");
            assertThat(received(chain).at("/tool_choice/name").stringValue()).isEqualTo("weather");
            assertThat(received(chain)
                            .at("/tool_choice/disable_parallel_tool_use")
                            .booleanValue())
                    .isTrue();

            call(chain, read(with("'tools':[" + WEATHER + "],'tool_choice':'required'")));
            assertThat(received(chain).at("/tool_choice/type").stringValue()).isEqualTo("any");

            call(chain, read(with("'tools':[" + WEATHER + "],'tool_choice':'none'")));
            assertThat(received(chain).at("/tool_choice/type").stringValue()).isEqualTo("none");
        }
    }

    @Test
    void choiceOfTools_thatNobodyCanHonour_isRefusedByName() {
        try (LiveChain chain = new LiveChain(LiveClient.OLLAMA)) {
            CompletionRequest request = read(with("'tools':[" + WEATHER + "],'tool_choice':'required'"));
            assertThatExceptionOfType(NoEligibleProviderException.class)
                    .isThrownBy(() -> call(chain, request))
                    .withMessageContaining("cannot honour 'tool_choice'");
            assertThat(chain.requests()).isZero();
        }
    }

    @Test
    void jsonObjectAndSeed_areSaidInOllamasTerms() {
        try (LiveChain chain = new LiveChain(LiveClient.OLLAMA)) {
            call(chain, read(with("'response_format':{'type':'json_object'},'seed':42")));
            assertThat(received(chain).get("format").stringValue()).isEqualTo("json");
            assertThat(received(chain).at("/options/seed").intValue()).isEqualTo(42);
        }
    }

    @Test
    void unknownChain_isAModelThatDoesNotExist() {
        CompletionRequest request = read("{'model':'cheap','messages':[{'role':'user','content':'hi'}]}");
        try (LiveChain chain = new LiveChain(LiveClient.OPENAI)) {
            Throwable failure = org.assertj.core.api.Assertions.catchThrowable(() -> call(chain, request));
            assertThat(new CompletionErrors().of(failure).status()).isEqualTo(404);
        }
    }
}
