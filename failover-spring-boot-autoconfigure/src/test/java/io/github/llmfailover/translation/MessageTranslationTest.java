package io.github.llmfailover.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverReport;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;

class MessageTranslationTest {

    private static AssistantMessage answer(Map<String, Object> metadata, ToolCall... calls) {
        return AssistantMessage.builder()
                .content("")
                .properties(metadata)
                .toolCalls(List.of(calls))
                .build();
    }

    private static ToolCall call(String id, String name) {
        return new ToolCall(id, "function", name, "{}");
    }

    private static ToolResponseMessage responses(ToolResponse... responses) {
        return ToolResponseMessage.builder().responses(List.of(responses)).build();
    }

    private static List<Message> toAnthropic(Message... messages) {
        return new MessageTranslation("target", Fakes.anthropic()).translate(List.of(messages));
    }

    private static List<Message> toOpenAi(Message... messages) {
        return new MessageTranslation("target", Fakes.openAi()).translate(List.of(messages));
    }

    private static List<String> callIds(Message message) {
        return ((AssistantMessage) message)
                .getToolCalls().stream().map(ToolCall::id).toList();
    }

    private static List<String> responseIds(Message message) {
        return ((ToolResponseMessage) message)
                .getResponses().stream().map(ToolResponse::id).toList();
    }

    @Test
    void translate_idsThatFit_returnsTheSameList() {
        List<Message> messages = List.of(
                new UserMessage("hello"),
                answer(Map.of(), call("call_1", "weather")),
                responses(new ToolResponse("call_1", "weather", "sunny")));

        assertThat(new MessageTranslation("target", Fakes.anthropic()).translate(messages))
                .isSameAs(messages);
    }

    @Test
    void translate_callWithoutArguments_getsAnEmptyObject() {
        List<Message> translated = toAnthropic(answer(Map.of(), new ToolCall("call_1", "function", "now", "")));

        assertThat(((AssistantMessage) translated.get(0)).getToolCalls())
                .containsExactly(new ToolCall("call_1", "function", "now", "{}"));
    }

    @Test
    void translate_emptyIds_pairsResponsesByNameAndOrder() {
        List<Message> translated = toAnthropic(
                answer(Map.of(), call("", "weather"), call("", "time"), call("", "weather")),
                responses(
                        new ToolResponse("", "weather", "first"),
                        new ToolResponse("", "time", "noon"),
                        new ToolResponse("", "weather", "second")));

        assertThat(callIds(translated.get(0))).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Za-z0-9]{9}"));
        assertThat(responseIds(translated.get(1))).isEqualTo(callIds(translated.get(0)));
    }

    @Test
    void translate_emptyIdsInSeveralRounds_givesEachItsOwn() {
        List<Message> translated = toAnthropic(
                answer(Map.of(), call("", "weather")),
                responses(new ToolResponse("", "weather", "sunny")),
                answer(Map.of(), call("", "weather")),
                responses(new ToolResponse("", "weather", "rainy")));

        assertThat(callIds(translated.get(0))).isNotEqualTo(callIds(translated.get(2)));
        assertThat(responseIds(translated.get(3))).isEqualTo(callIds(translated.get(2)));
    }

    @Test
    void translate_idWithForeignCharacters_isReplacedInCallAndResponse() {
        List<Message> translated = toAnthropic(
                answer(Map.of(), call("functions.weather:0", "weather"), call("ok", "time")),
                responses(
                        new ToolResponse("functions.weather:0", "weather", "sunny"),
                        new ToolResponse("ok", "time", "noon")));

        assertThat(callIds(translated.get(0)).get(0)).matches("[A-Za-z0-9]{9}");
        assertThat(callIds(translated.get(0)).get(1)).isEqualTo("ok");
        assertThat(responseIds(translated.get(1))).isEqualTo(callIds(translated.get(0)));
    }

    @Test
    void translate_twice_givesTheSame() {
        Message answer = answer(Map.of(), call("", "weather"), call("a b", "time"));

        assertThat(toAnthropic(answer)).isEqualTo(toAnthropic(answer));
    }

    @Test
    void translate_idLongerThanOpenAiTakes_isReplaced() {
        assertThat(callIds(toOpenAi(answer(Map.of(), call("x".repeat(41), "weather")))
                        .get(0)))
                .allMatch(id -> id.length() == 9);
    }

    @Test
    void translate_ownAnswer_goesBackUntouched() {
        Message answer = answer(
                Map.of(FailoverReport.MESSAGE_PROVIDER, "target", "reasoningContent", "thoughts"),
                call("x".repeat(41), "weather"));

        assertThat(toOpenAi(answer).get(0)).isSameAs(answer);
    }

    @Test
    void translate_anotherProvidersReasoning_isNotReplayed() {
        List<Message> translated = toOpenAi(answer(
                Map.of(FailoverReport.MESSAGE_PROVIDER, "other", "reasoningContent", "thoughts", "kept", 1),
                call("call_1", "weather")));

        assertThat(translated.get(0).getMetadata())
                .doesNotContainKey("reasoningContent")
                .containsEntry("kept", 1);
        assertThat(callIds(translated.get(0))).containsExactly("call_1");
    }

    @ParameterizedTest
    @EnumSource(ToolCallIdRule.class)
    void accepts_whatReplacesAnId_always(ToolCallIdRule rule) {
        assertThat(rule.accepts("aB3dE5gH9")).isTrue();
        assertThat(rule.accepts("")).isFalse();
        assertThat(rule.accepts(null)).isFalse();
    }

    @Test
    void accepts_idsOfOtherShapes_asTheApisDo() {
        assertThat(ToolCallIdRule.NINE_ALPHANUMERICS.accepts("call_1234")).isFalse();
        assertThat(ToolCallIdRule.NINE_ALPHANUMERICS.accepts("short")).isFalse();
        assertThat(ToolCallIdRule.WORD.accepts("toolu_01-a")).isTrue();
        assertThat(ToolCallIdRule.WORD.accepts("a.b")).isFalse();
        assertThat(Objects.requireNonNull(ToolCallIdRule.of(Fakes.ollama()))).isEqualTo(ToolCallIdRule.ANY);
    }
}
