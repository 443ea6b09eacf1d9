package io.github.llmfailover.gateway.request;

import static io.github.llmfailover.gateway.request.Requests.of;
import static io.github.llmfailover.gateway.request.Requests.read;
import static io.github.llmfailover.gateway.request.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.llmfailover.FailoverChatOptions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.tool.ToolCallback;

class CompletionRequestsTest {

    private static final String TOOLS = "'tools':[{'type':'function','function':{'name':'weather',"
            + "'description':'Tells it','parameters':{'type':'object','properties':{'city':{'type':'string'}}}}}]";

    private static FailoverChatOptions options(CompletionRequest request) {
        return FailoverChatOptions.of(request.prompt().getOptions());
    }

    private static List<Message> messages(String messages) {
        return read(of(messages)).prompt().getInstructions();
    }

    private static BadRequest refusal(String request) {
        BadRequest refusal = catchThrowableOfType(BadRequest.class, () -> read(request));
        assertThat(refusal).as(request).isNotNull();
        return refusal;
    }

    @Test
    void model_thatNamesAChain_asksTheChain() {
        CompletionRequest request = read("{'model':'cheap','messages':[{'role':'user','content':'hi'}]}");
        assertThat(options(request).getChain()).isEqualTo("cheap");
        assertThat(options(request).getModel()).isNull();
        assertThat(request.model()).isEqualTo("cheap");
    }

    @Test
    void model_ofAnyOtherName_isAskedOfTheDefaultChain() {
        assertThat(options(Requests.plain()).getChain()).isNull();
        assertThat(options(Requests.plain()).getModel()).isEqualTo("gpt-x");
    }

    static Stream<Arguments> portable() {
        return Stream.of(
                Arguments.of("'temperature':0.7", FailoverChatOptions.builder().temperature(0.7)),
                Arguments.of("'temperature':1", FailoverChatOptions.builder().temperature(1.0)),
                Arguments.of("'top_p':0.5", FailoverChatOptions.builder().topP(0.5)),
                Arguments.of("'max_tokens':7", FailoverChatOptions.builder().maxTokens(7)),
                Arguments.of(
                        "'max_completion_tokens':7",
                        FailoverChatOptions.builder().maxTokens(7).extraBody(Map.of("max_completion_tokens", 7))),
                Arguments.of("'stop':'END'", FailoverChatOptions.builder().stopSequences(List.of("END"))),
                Arguments.of("'stop':['a','b']", FailoverChatOptions.builder().stopSequences(List.of("a", "b"))),
                Arguments.of(
                        "'frequency_penalty':1", FailoverChatOptions.builder().frequencyPenalty(1.0)),
                Arguments.of(
                        "'presence_penalty':-2", FailoverChatOptions.builder().presencePenalty(-2.0)),
                Arguments.of("'n':1", FailoverChatOptions.builder()),
                Arguments.of("'temperature':null,'stop':null,'tools':null", FailoverChatOptions.builder()),
                Arguments.of("'logprobs':false,'top_logprobs':0", FailoverChatOptions.builder()),
                Arguments.of("'modalities':['text'],'tool_choice':'auto'", FailoverChatOptions.builder()),
                Arguments.of("'parallel_tool_calls':true,'logit_bias':{}", FailoverChatOptions.builder()),
                Arguments.of("'seed':7", FailoverChatOptions.builder().extraBody(Map.of("seed", 7))),
                Arguments.of("'top_k':3", FailoverChatOptions.builder().extraBody(Map.of("top_k", 3))),
                Arguments.of(
                        "'logit_bias':{'50256':-100}",
                        FailoverChatOptions.builder()
                                .extraBody(Map.of("logit_bias", Map.of("50256", -100)))
                                .requiredFields(List.of("logit_bias"))),
                Arguments.of(
                        "'tool_choice':'none'",
                        FailoverChatOptions.builder()
                                .extraBody(Map.of("tool_choice", "none"))
                                .requiredFields(List.of("tool_choice"))),
                Arguments.of(
                        "'response_format':{'type':'json_object'}",
                        FailoverChatOptions.builder()
                                .extraBody(Map.of("response_format", Map.of("type", "json_object")))
                                .requiredFields(List.of("response_format"))));
    }

    @ParameterizedTest
    @MethodSource("portable")
    void field_becomesAnOption(String fields, FailoverChatOptions.Builder expected) {
        assertThat(options(read(with(fields))))
                .isEqualTo(expected.model("gpt-x").build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'user':'u'|user",
                "'store':true|store",
                "'metadata':{'a':'b'}|metadata",
                "'service_tier':'flex'|service_tier",
                "'reasoning_effort':'low'|reasoning_effort",
                "'seed':1|seed",
                "'frequency_penalty':1|frequency_penalty",
                "'frequency_penalty':0|",
                "'min_p':0.1|min_p",
                "'stream':true,'stream_options':{'include_obfuscation':false}|stream_options.include_obfuscation",
                "'bad name':1|*",
                "'modalities':['text']|",
            })
    void fieldThatNotEveryProviderHonours_isNamed(String fields, String ignored) {
        assertThat(read(with(fields)).ignored()).isEqualTo(ignored == null ? List.of() : List.of(ignored));
    }

    @Test
    void nameOfAParticipant_isNamedAsIgnored() {
        assertThat(read(of("{'role':'user','name':'bob','content':[{'type':'text','text':'a','cache_control':{}}]}"))
                        .ignored())
                .containsExactly("messages[].name", "messages[].content[].cache_control");
    }

    @Test
    void stream_withUsage_isNoted() {
        CompletionRequest request = read(with("'stream':true,'stream_options':{'include_usage':true}"));
        assertThat(request.stream()).isTrue();
        assertThat(request.includeUsage()).isTrue();
        assertThat(Requests.plain().stream()).isFalse();
    }

    @Test
    void tools_becomeDefinitionsThatCannotBeCalled() {
        List<ToolCallback> tools = options(read(with(TOOLS))).getToolCallbacks();
        assertThat(tools).hasSize(1);
        assertThat(tools.get(0).getToolDefinition().name()).isEqualTo("weather");
        assertThat(tools.get(0).getToolDefinition().description()).isEqualTo("Tells it");
        assertThat(Requests.json(tools.get(0).getToolDefinition().inputSchema()))
                .isEqualTo(Requests.json("{'type':'object','properties':{'city':{'type':'string'}}}"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> tools.get(0).call("{}"));
    }

    @Test
    void jsonSchema_isAskedOfEveryProvider() {
        FailoverChatOptions options = options(read(with("'response_format':{'type':'json_schema','json_schema':"
                + "{'name':'n','strict':false,'schema':{'type':'object'}}}")));
        assertThat(options.getOutputSchema()).isEqualTo("{\"type\":\"object\"}");
        assertThat(options.getRequiredFields()).isEmpty();
        assertThat(options.getExtraBody()).containsKey("response_format");
    }

    @Test
    void roles_becomeMessages() {
        assertThat(messages("{'role':'system','content':'s'},{'role':'developer','content':[{'type':'text',"
                        + "'text':'d'},{'type':'text','text':'e'}]},{'role':'user','content':'u'},"
                        + "{'role':'assistant','content':'a'}"))
                .containsExactly(
                        new SystemMessage("s"),
                        new SystemMessage("d\ne"),
                        new UserMessage("u"),
                        new AssistantMessage("a"));
    }

    @Test
    void parallelCallsAndTheirResults_becomeOneMessageEach() {
        List<Message> messages = messages("{'role':'user','content':'u'},{'role':'assistant','content':null,"
                + "'tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{}'}},"
                + "{'id':'2','type':'function','function':{'name':'g','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'2','content':'two'},"
                + "{'role':'tool','tool_call_id':'1','content':[{'type':'text','text':'one'}]},"
                + "{'role':'user','content':'go on'}");
        assertThat(messages).hasSize(4);
        assertThat(((AssistantMessage) messages.get(1)).getToolCalls())
                .containsExactly(new ToolCall("1", "function", "f", "{}"), new ToolCall("2", "function", "g", "{}"));
        assertThat(((ToolResponseMessage) messages.get(2)).getResponses())
                .containsExactly(new ToolResponse("2", "g", "two"), new ToolResponse("1", "f", "one"));
    }

    @Test
    void refusalOfTheAssistant_isWhatItSaid() {
        assertThat(messages("{'role':'assistant','content':null,'refusal':'no'},"
                        + "{'role':'assistant','content':[{'type':'refusal','refusal':'never'}]}"))
                .extracting(Message::getText)
                .containsExactly("no", "never");
    }

    @Test
    void images_keepTheirPlaceAmongTexts() {
        List<Message> messages = messages("{'role':'user','content':[{'type':'text','text':'first'},"
                + "{'type':'image_url','image_url':{'url':'data:image/png;base64," + Requests.PIXEL + "'}},"
                + "{'type':'text','text':'second'},"
                + "{'type':'image_url','image_url':{'url':'https://example.org/a.png','detail':'high'}}]}");
        assertThat(messages).extracting(Message::getText).containsExactly("first", "second");
        UserMessage inline = (UserMessage) messages.get(0);
        assertThat(inline.getMedia().get(0).getMimeType()).hasToString("image/png");
        assertThat(inline.getMedia().get(0).getData()).isInstanceOf(byte[].class);
        UserMessage remote = (UserMessage) messages.get(1);
        assertThat(remote.getMedia().get(0).getData()).isEqualTo("https://example.org/a.png");
    }

    @Test
    void imageByItsAddress_needsAProviderThatTakesOne() {
        CompletionRequest request = read(of("{'role':'user','content':[{'type':'image_url','image_url':"
                + "{'url':'https://example.org/a.png','detail':'high'}}]}"));
        assertThat(options(request).getRequiredFields()).containsExactly("image_url");
        assertThat(request.ignored()).containsExactly("messages[].content[].image_url.detail");
    }

    @Test
    void audio_becomesMedia() {
        CompletionRequest request = read(of("{'role':'user','content':[{'type':'input_audio','input_audio':"
                + "{'data':'AAAA','format':'mp3'}}]}"));
        UserMessage message = (UserMessage) request.prompt().getInstructions().get(0);
        assertThat(message.getMedia().get(0).getMimeType()).hasToString("audio/mp3");
        assertThat(options(request).getRequiredFields()).containsExactly("input_audio");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'n':2|n|unsupported_parameter",
                "'logprobs':true|logprobs|unsupported_parameter",
                "'top_logprobs':2|top_logprobs|unsupported_parameter",
                "'functions':[]|functions|unsupported_parameter",
                "'function_call':'auto'|function_call|unsupported_parameter",
                "'audio':{}|audio|unsupported_parameter",
                "'modalities':['text','audio']|modalities|unsupported_parameter",
                "'api_key':'k'|api_key|unsupported_parameter",
                "'base_url':'u'|base_url|unsupported_parameter",
                "'temperature':3|temperature|invalid_value",
                "'temperature':'hot'|temperature|invalid_type",
                "'temperature':1e999|temperature|invalid_value",
                "'max_tokens':0|max_tokens|invalid_value",
                "'max_tokens':1.5|max_tokens|invalid_type",
                "'max_tokens':99999999999999999999|max_tokens|invalid_value",
                "'max_tokens':1,'max_completion_tokens':2|max_tokens|invalid_value",
                "'stop':['']|stop[0]|invalid_value",
                "'stop':[1]|stop[0]|invalid_type",
                "'stop':{}|stop|invalid_type",
                "'stream':'yes'|stream|invalid_type",
                "'stream_options':[]|stream_options|invalid_type",
                "'seed':1.5|seed|invalid_type",
                "'tools':{}|tools|invalid_type",
                "'tools':[null]|tools[0]|invalid_type",
                "'tools':[{'type':'custom'}]|tools[0].type|unsupported_parameter",
                "'tools':[{'type':'function'}]|tools[0].function|missing_required_parameter",
                "'tools':[{'type':'function','function':{'name':'a b'}}]|tools[0].function.name|invalid_value",
                "'tool_choice':'required'|tool_choice|invalid_value",
                "'tool_choice':'some'|tool_choice|invalid_value",
                "'tool_choice':{'type':'allowed_tools'}|tool_choice.type|unsupported_parameter",
                "'response_format':'json'|response_format|invalid_type",
                "'response_format':{'type':'xml'}|response_format.type|invalid_value",
                "'response_format':{'type':'json_schema'}|response_format.json_schema|missing_required_parameter",
                "'parallel_tool_calls':'no'|parallel_tool_calls|invalid_type",
            })
    void fieldThatCannotBeHonoured_isRefusedByName(String fields, String param, String code) {
        BadRequest refusal = refusal(with(fields));
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal).hasMessageContaining("'" + param + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null|messages[0]",
                "7|messages[0]",
                "{}|messages[0].role",
                "{'role':7}|messages[0].role",
                "{'role':'judge','content':'x'}|messages[0].role",
                "{'role':'function','content':'x'}|messages[0].role",
                "{'role':'user'}|messages[0].content",
                "{'role':'user','content':null}|messages[0].content",
                "{'role':'user','content':{}}|messages[0].content",
                "{'role':'user','content':[]}|messages[0].content",
                "{'role':'user','content':[1]}|messages[0].content[0]",
                "{'role':'user','content':[{'type':'text'}]}|messages[0].content[0].text",
                "{'role':'user','content':[{'type':'file'}]}|messages[0].content[0]",
                "{'role':'user','content':[{'type':'image_url','image_url':null}]}|messages[0].content[0].image_url",
                "{'role':'user','content':[{'type':'image_url','image_url':'x'}]}|messages[0].content[0].image_url",
                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'file:///etc/passwd'}}]}|messages[0].content[0].image_url.url",
                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,!'}}]}|messages[0].content[0].image_url.url",
                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:text/html;base64,AAAA'}}]}|messages[0].content[0].image_url.url",
                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:,'}}]}|messages[0].content[0].image_url.url",
                "{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'AAAA','format':'ogg'}}]}|messages[0].content[0].input_audio.format",
                "{'role':'system','content':[{'type':'image_url'}]}|messages[0].content[0].type",
                "{'role':'assistant'}|messages[0].content",
                "{'role':'assistant','audio':{'id':'x'}}|messages[0].audio",
                "{'role':'assistant','tool_calls':[{'id':'1','function':{'name':'f','arguments':'[1'}}]}|messages[0].tool_calls[0].function.arguments",
                "{'role':'assistant','tool_calls':[{'function':{'name':'f'}}]}|messages[0].tool_calls[0].id",
                "{'role':'tool','content':'x'}|messages[0].tool_call_id",
                "{'role':'tool','tool_call_id':'unknown','content':'x'}|messages[0].tool_call_id",
            })
    void messageThatCannotBeRead_isRefusedByItsPlace(String message, String param) {
        assertThat(refusal(of(message)).param()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|model",
                "{'model':'m'}|messages",
                "{'model':'m','messages':null}|messages",
                "{'model':'m','messages':[]}|messages",
                "{'model':'m','messages':{}}|messages",
                "{'model':' ','messages':[]}|model",
                "{'model':7,'messages':[]}|model",
            })
    void requestWithoutWhatItNeeds_isRefused(String request, String param) {
        assertThat(refusal(request).param()).isEqualTo(param);
    }

    @Test
    void refusal_doesNotRepeatContent() {
        assertThat(refusal(of("{'role':'secret-role','content':'secret'}")).getMessage())
                .doesNotContain("secret");
        assertThat(refusal(with("'temperature':'secret'")).getMessage()).doesNotContain("secret");
    }
}
