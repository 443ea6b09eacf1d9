package io.github.llmfailover.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.gateway.request.Requests;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompletionAnswersTest {

    private static final CompletionAnswers ANSWERS =
            new CompletionAnswers(InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000)), () -> "7");

    private static final List<ToolCall> TWO_CALLS = List.of(
            new ToolCall("a", "function", "weather", "{\"city\":\"Oslo\"}"), new ToolCall("", "function", "time", ""));

    private static Generation generation(String text, Map<String, Object> metadata, List<ToolCall> calls, String end) {
        return new Generation(
                AssistantMessage.builder()
                        .content(text)
                        .properties(metadata)
                        .toolCalls(calls)
                        .build(),
                ChatGenerationMetadata.builder().finishReason(end).build());
    }

    private static ChatResponse response(Generation... generations) {
        return new ChatResponse(
                List.of(generations),
                ChatResponseMetadata.builder()
                        .model("claude-9")
                        .usage(new DefaultUsage(3, 4))
                        .build());
    }

    private static ChatResponse text(String text, String end) {
        return response(generation(text, Map.of(), List.of(), end));
    }

    private static JsonNode whole(ChatResponse response) {
        return ANSWERS.whole(response, Requests.plain());
    }

    private static List<JsonNode> streamed(String fields, ChatResponse... parts) {
        CompletionChunks chunks = ANSWERS.chunks(Requests.read(Requests.with(fields)));
        List<byte[]> all = new ArrayList<>();
        for (ChatResponse part : parts) {
            all.addAll(chunks.next(part));
        }
        all.addAll(chunks.end());
        return all.stream().map(JsonMapper.shared()::readTree).toList();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static JsonNode delta(JsonNode chunk) {
        return chunk.at("/choices/0/delta");
    }

    @Test
    void text_isWrittenWithModelAndUsageOfWhoServed() {
        assertThat(whole(text("Hello", "end_turn")).toString())
                .isEqualTo(json("{'id':'chatcmpl-7','object':'chat.completion','created':1800000000,"
                        + "'model':'claude-9','choices':[{'index':0,'message':{'role':'assistant','content':'Hello',"
                        + "'refusal':null},'logprobs':null,'finish_reason':'stop'}],"
                        + "'usage':{'prompt_tokens':3,'completion_tokens':4,'total_tokens':7}}"));
    }

    @Test
    void modelThatNobodyNames_isTheRequested() {
        ChatResponse response = new ChatResponse(List.of(generation("x", Map.of(), List.of(), "stop")));
        assertThat(whole(response).get("model").stringValue()).isEqualTo("gpt-x");
        assertThat(whole(response).at("/usage/total_tokens").intValue()).isZero();
    }

    @Test
    void parallelCalls_areWrittenWithIdentifiersAndArguments() {
        JsonNode choice =
                whole(response(generation("", Map.of(), TWO_CALLS, "tool_use"))).at("/choices/0");
        assertThat(choice.at("/message/content").isNull()).isTrue();
        assertThat(choice.get("finish_reason").stringValue()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/tool_calls"))
                .isEqualTo(JsonMapper.shared().readTree("""
                        [{"id":"a","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}},
                         {"id":"call_7_1","type":"function","function":{"name":"time","arguments":"{}"}}]"""));
    }

    @Test
    void reasoning_isNotContent() {
        JsonNode message = whole(response(
                        generation("I think", Map.of("signature", "s"), List.of(), "end_turn"),
                        generation(null, Map.of("data", "redacted"), List.of(), "end_turn"),
                        generation("Hello", Map.of("reasoningContent", "I think"), List.of(), "end_turn")))
                .at("/choices/0/message");
        assertThat(message.get("content").stringValue()).isEqualTo("Hello");
        assertThat(message.toString()).doesNotContain("think");
    }

    @Test
    void refusal_isWrittenBesideNoContent() {
        JsonNode message = whole(response(generation("", Map.of("refusal", "No."), List.of(), "stop")))
                .at("/choices/0/message");
        assertThat(message.get("refusal").stringValue()).isEqualTo("No.");
        assertThat(message.get("content").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,stop",
        "end_turn,stop",
        "stop_sequence,stop",
        "max_tokens,length",
        "LENGTH,length",
        "model_context_window_exceeded,length",
        "refusal,content_filter",
        "SAFETY,content_filter",
        "content_filter,content_filter",
        "tool_calls,stop",
        "whatever,stop",
        "'',stop"
    })
    void finishReason_isOneOfOpenAis(String of, String written) {
        assertThat(whole(text("x", of)).at("/choices/0/finish_reason").stringValue())
                .isEqualTo(written);
    }

    @Test
    void cachedTokens_areTold() {
        ChatResponse response = new ChatResponse(
                List.of(generation("x", Map.of(), List.of(), "stop")),
                ChatResponseMetadata.builder()
                        .usage(new DefaultUsage(9, 1, 10, null, 5L, null))
                        .build());
        assertThat(whole(response)
                        .at("/usage/prompt_tokens_details/cached_tokens")
                        .intValue())
                .isEqualTo(5);
    }

    @Test
    void stream_beginsWithTheRoleAndEndsWithTheReason() {
        List<JsonNode> chunks = streamed("'stream':true", text("Hel", ""), text("lo", ""), text("", "end_turn"));
        assertThat(chunks).hasSize(4);
        assertThat(delta(chunks.get(0))).isEqualTo(Requests.json("{'role':'assistant','content':''}"));
        assertThat(delta(chunks.get(1))).isEqualTo(Requests.json("{'content':'Hel'}"));
        assertThat(delta(chunks.get(2))).isEqualTo(Requests.json("{'content':'lo'}"));
        assertThat(chunks.get(3).toString())
                .isEqualTo(json("{'id':'chatcmpl-7','object':'chat.completion.chunk','created':1800000000,"
                        + "'model':'claude-9','choices':[{'index':0,'delta':{},'logprobs':null,"
                        + "'finish_reason':'stop'}]}"));
    }

    @Test
    void streamedText_isQuotedAndHasTheModelOfWhoServes() {
        String hostile = "\"\\\n\t\u0000\u2028é漢😀</script>";
        ChatResponse part = new ChatResponse(
                List.of(generation(hostile, Map.of(), List.of(), "")),
                ChatResponseMetadata.builder().model("a\"b\n漢").build());

        JsonNode chunk = streamed("'stream':true,'stream_options':{'include_usage':true}", part)
                .get(1);

        assertThat(delta(chunk).get("content").stringValue()).isEqualTo(hostile);
        assertThat(chunk.get("model").stringValue()).isEqualTo("a\"b\n漢");
        assertThat(chunk.propertyNames()).containsExactly("id", "object", "created", "model", "choices", "usage");
        assertThat(chunk.at("/choices/0").propertyNames())
                .containsExactly("index", "delta", "logprobs", "finish_reason");
    }

    @Test
    void streamedText_hasNoLineBreakOfItsOwn() {
        CompletionChunks chunks = ANSWERS.chunks(Requests.read(Requests.with("'stream':true")));
        for (byte[] json : chunks.next(text("one\ntwo\r\n\n", ""))) {
            assertThat(json).doesNotContain((byte) '\n', (byte) '\r');
        }
    }

    @Test
    void streamWithUsage_endsInAChunkOfUsageWithoutChoices() {
        List<JsonNode> chunks =
                streamed("'stream':true,'stream_options':{'include_usage':true}", text("Hi", ""), text("", "stop"));
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.get("choices").isEmpty()).isTrue();
        assertThat(last.at("/usage/total_tokens").intValue()).isEqualTo(7);
        assertThat(chunks.get(0).get("usage").isNull()).isTrue();
    }

    @Test
    void streamedParallelCalls_haveAnIndexEach() {
        List<JsonNode> chunks = streamed(
                "'stream':true",
                response(generation("", Map.of(), List.of(TWO_CALLS.get(0)), "")),
                response(generation("", Map.of(), List.of(TWO_CALLS.get(1)), "tool_calls")));
        assertThat(delta(chunks.get(1)).at("/tool_calls/0/index").intValue()).isZero();
        assertThat(delta(chunks.get(1)).at("/tool_calls/0/id").stringValue()).isEqualTo("a");
        assertThat(delta(chunks.get(2)).at("/tool_calls/0/index").intValue()).isEqualTo(1);
        assertThat(delta(chunks.get(2)).at("/tool_calls/0/id").stringValue()).isEqualTo("call_7_1");
        assertThat(chunks.get(3).at("/choices/0/finish_reason").stringValue()).isEqualTo("tool_calls");
    }

    @Test
    void streamedReasoning_isNotContent() {
        List<JsonNode> chunks = streamed(
                "'stream':true",
                response(generation("hm", Map.of("thinking", true), List.of(), "")),
                text("Hi", ""),
                text("", "end_turn"));
        assertThat(chunks.toString()).doesNotContain("hm");
    }

    @Test
    void streamedRefusal_isADeltaOfItsOwn() {
        List<JsonNode> chunks =
                streamed("'stream':true", response(generation("", Map.of("refusal", "No"), List.of(), "")));
        assertThat(delta(chunks.get(1))).isEqualTo(Requests.json("{'refusal':'No'}"));
    }

    @Test
    void emptyStream_stillHasRoleAndReason() {
        assertThat(streamed("'stream':true")).hasSize(2);
    }
}
