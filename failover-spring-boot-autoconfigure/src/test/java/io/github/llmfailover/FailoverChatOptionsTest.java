package io.github.llmfailover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

class FailoverChatOptionsTest {

    private static final ToolCallback TOOL = FunctionToolCallback.builder("weather", (String city) -> "sunny")
            .inputType(String.class)
            .build();

    private static FailoverChatOptions full() {
        return FailoverChatOptions.builder()
                .model("model")
                .temperature(0.5)
                .stopSequences(List.of("secret-stop"))
                .toolCallbacks(List.of(TOOL))
                .toolContext(Map.of("secret-name", "secret-value"))
                .outputSchema("{\"secret\":1}")
                .chain("cheap")
                .deadline(Duration.ofSeconds(5))
                .requiredTags("eu")
                .pin("openai")
                .onInterruption(OnInterruption.RESTART)
                .timeouts(RequestTimeouts.AS_CONFIGURED.withStall(Duration.ofSeconds(3)))
                .conversationId("secret-conversation")
                .extraBody(Map.of("user", "secret-user"))
                .requiredFields(List.of("tool_choice"))
                .forProvider(
                        "openai",
                        OpenAiChatOptions.builder().apiKey("secret-key").build())
                .combineWith(OllamaChatOptions.builder().keepAlive("secret-keep"))
                .build();
    }

    static List<ChatOptions.Builder<?>> builders() {
        return List.of(
                ChatOptions.builder(),
                ToolCallingChatOptions.builder(),
                StructuredOutputChatOptions.builder(),
                FailoverChatOptions.builder(),
                OpenAiChatOptions.builder(),
                AnthropicChatOptions.builder(),
                OllamaChatOptions.builder());
    }

    @Test
    void combineWith_extraFields_addsUpAndLetsTheLaterWin() {
        FailoverChatOptions options = FailoverChatOptions.builder()
                .extraBody(Map.of("seed", 1, "user", "a"))
                .requiredFields(List.of("seed"))
                .combineWith(FailoverChatOptions.builder()
                        .extraBody(Map.of("seed", 2))
                        .requiredFields(List.of("n")))
                .build();

        assertThat(options.getExtraBody()).isEqualTo(Map.of("seed", 2, "user", "a"));
        assertThat(options.getRequiredFields()).containsExactlyInAnyOrder("seed", "n");
    }

    @Test
    void extraBody_thatWouldReplaceTheRequest_isRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FailoverChatOptions.builder().extraBody(Map.of("model", "x")))
                .withMessageContaining("'model'");
    }

    @ParameterizedTest
    @MethodSource("builders")
    void combineWith_anyBuilder_takesOverWhatItHasSet(ChatOptions.Builder<?> other) {
        other.temperature(0.7);
        if (other instanceof ToolCallingChatOptions.Builder<?> tools) {
            tools.toolCallbacks(TOOL);
        }
        if (other instanceof StructuredOutputChatOptions.Builder<?> structured) {
            structured.outputSchema("{\"type\":\"object\"}");
        }

        FailoverChatOptions options = FailoverChatOptions.builder()
                .build()
                .mutate()
                .combineWith(other)
                .build();

        assertThat(options.getTemperature()).isEqualTo(0.7);
        assertThat(options.getModel()).isNull();
        assertThat(options.getMaxTokens()).isNull();
        assertThat(options.getToolCallbacks())
                .isEqualTo(other instanceof ToolCallingChatOptions.Builder<?> ? List.of(TOOL) : null);
        if (other instanceof StructuredOutputChatOptions.Builder<?>) {
            assertThat(options.getOutputSchema()).contains("object");
        }
    }

    @Test
    void combineWith_ownBuilder_addsTagsUpAndLetsTheLaterWin() {
        FailoverChatOptions combined = FailoverChatOptions.builder()
                .chain("default")
                .requiredTags("eu")
                .pin("openai")
                .combineWith(FailoverChatOptions.builder().chain("cheap").requiredTags("zdr"))
                .build();

        assertThat(combined.getChain()).isEqualTo("cheap");
        assertThat(combined.getRequiredTags()).containsExactlyInAnyOrder("eu", "zdr");
        assertThat(combined.getPin()).isEqualTo("openai");
    }

    @Test
    void combineWith_twoBuildersOfOneType_keepsOneWithBoth() {
        FailoverChatOptions combined = FailoverChatOptions.builder()
                .combineWith(OpenAiChatOptions.builder().seed(1).reasoningEffort("low"))
                .combineWith(OpenAiChatOptions.builder().seed(2))
                .build();

        assertThat(combined.getNativeOptions()).singleElement().satisfies(options -> {
            assertThat(((OpenAiChatOptions) options).getSeed()).isEqualTo(2);
            assertThat(((OpenAiChatOptions) options).getReasoningEffort()).isEqualTo("low");
        });
    }

    @Test
    void mutate_everythingSet_buildsEqualOptions() {
        FailoverChatOptions options = full();

        assertThat(options.mutate().build()).isEqualTo(options).hasSameHashCodeAs(options);
        assertThat(options.mutate().clone().build()).isEqualTo(options);
        assertThat(options.mutate().pin("other").build()).isNotEqualTo(options);
    }

    @Test
    void clone_changedAfterwards_leavesTheOriginalAlone() {
        FailoverChatOptions.Builder original = FailoverChatOptions.builder().requiredTags("eu");
        FailoverChatOptions.Builder copy = original.clone();
        copy.forProvider("openai", ChatOptions.builder().build()).combineWith(OpenAiChatOptions.builder());

        assertThat(original.build().getProvidersWithOptions()).isEmpty();
        assertThat(original.build().getNativeOptions()).isEmpty();
    }

    @Test
    void toString_everythingSet_showsNoSecret() {
        assertThat(full().toString())
                .contains("cheap", "PT5S", "weather", "OllamaChatOptions")
                .doesNotContain("secret");
    }

    @Test
    void of_foreignOptions_hasNothingSet() {
        assertThat(FailoverChatOptions.of(OpenAiChatOptions.builder().build()))
                .isEqualTo(FailoverChatOptions.builder().build());
        assertThat(FailoverChatOptions.of(null).getChain()).isNull();
    }

    @Test
    void builder_nonsense_isRejected() {
        FailoverChatOptions.Builder builder = FailoverChatOptions.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> builder.deadline(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.chain(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.pin(""));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.forProvider("", null));
    }
}
