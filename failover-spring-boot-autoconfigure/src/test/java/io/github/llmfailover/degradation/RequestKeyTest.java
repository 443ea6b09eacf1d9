package io.github.llmfailover.degradation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.OnInterruption;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.util.MimeTypeUtils;

/** What makes a key, and what makes that there is none. */
class RequestKeyTest {

    static List<UnaryOperator<FailoverChatOptions.Builder>> whatShapesAnswers() {
        return List.of(
                options -> options.model("other"),
                options -> options.temperature(0.7),
                options -> options.topP(0.7),
                options -> options.topK(7),
                options -> options.maxTokens(7),
                options -> options.frequencyPenalty(0.7),
                options -> options.presencePenalty(0.7),
                options -> options.stopSequences(List.of("7")),
                options -> options.outputSchema("{}"),
                options -> options.pin("openai"),
                options -> options.requiredTags("eu"),
                options -> options.requiredFields(List.of("seed")),
                options -> options.extraBody(Map.of("seed", 7)),
                options -> options.toolCallbacks(List.of(tool("a", "A tool"))),
                options -> options.toolCallbacks(List.of(tool("a", "Another tool"))),
                options -> options.forProvider(
                        "openai", OpenAiChatOptions.builder().seed(7).build()),
                options -> options.combineWith(OpenAiChatOptions.builder().seed(7)));
    }

    @ParameterizedTest
    @MethodSource("whatShapesAnswers")
    void whatShapesAnswers_isPartOfTheKey(UnaryOperator<FailoverChatOptions.Builder> change) {
        RequestKey plain = key(FailoverChatOptions.builder().build());
        RequestKey changed = key(change.apply(FailoverChatOptions.builder()).build());
        RequestKey again = key(change.apply(FailoverChatOptions.builder()).build());

        assertThat(changed.exact()).isNotEqualTo(plain.exact()).isEqualTo(again.exact());
        assertThat(changed.context()).isNotEqualTo(plain.context());
    }

    @Test
    void everyWayToShapeAnswers_hasAKeyOfItsOwn() {
        assertThat(whatShapesAnswers().stream().map(change -> key(change.apply(FailoverChatOptions.builder())
                                .build())
                        .exact()))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatOnlySaysHowTheCallIsMade_isNoPartOfTheKey() {
        assertThat(key(FailoverChatOptions.builder()
                                .deadline(Duration.ofSeconds(1))
                                .conversationId("c")
                                .minQuality(0.5)
                                .onInterruption(OnInterruption.FAIL)
                                .build())
                        .exact())
                .isEqualTo(key(FailoverChatOptions.builder().build()).exact())
                .isEqualTo(key(null).exact());
    }

    @Test
    void key_isADigest_andSaysNothingOfTheRequest() {
        RequestKey key = key(FailoverChatOptions.builder().build());

        assertThat(key.exact()).matches("[0-9a-f]{64}");
        assertThat(key.toString()).doesNotContain("Hello");
    }

    @Test
    void requestThatNobodyVouchesFor_hasNoKey() {
        assertThat(RequestKey.of("default", null, new Prompt("Hello?"))).isNull();
        assertThat(key(FailoverChatOptions.builder().cacheAnswer(false).build()))
                .isNull();
        assertThat(key(FailoverChatOptions.builder()
                        .extraBody(Map.of("logprobs", true))
                        .build()))
                .isNull();
    }

    @Test
    void toolCallsAndTheirResults_haveNoKey() {
        AssistantMessage call = AssistantMessage.builder()
                .content("")
                .toolCalls(List.of(new AssistantMessage.ToolCall("1", "function", "f", "{}")))
                .build();
        ToolResponseMessage result = ToolResponseMessage.builder()
                .responses(List.of(new ToolResponseMessage.ToolResponse("1", "f", "secret")))
                .build();

        assertThat(RequestKey.of("default", "anna", new Prompt(List.of(new UserMessage("Hm?"), call, result))))
                .isNull();
        assertThat(RequestKey.of("default", "anna", new Prompt(List.of(new UserMessage("Hm?"), call))))
                .isNull();
    }

    @Test
    void valueWithoutCanonicalForm_hasNoKey_ratherThanAnothersKey() {
        assertThat(key(FailoverChatOptions.builder()
                        .extraBody(Map.of("odd", new Object()))
                        .build()))
                .isNull();
        assertThat(key(FailoverChatOptions.builder()
                        .forProvider("openai", new Opaque())
                        .build()))
                .isNull();
    }

    @Test
    void image_isPartOfTheKeyByItsAddressOrBytes() {
        assertThat(List.of(
                        image(URI.create("http://a/1.png")),
                        image(URI.create("http://a/2.png")),
                        new Prompt("What is it?")))
                .extracting(prompt -> RequestKey.of("default", "anna", prompt).exact())
                .doesNotHaveDuplicates();
    }

    private static Prompt image(URI address) {
        return new Prompt(UserMessage.builder()
                .text("What is it?")
                .media(new Media(MimeTypeUtils.IMAGE_PNG, address))
                .build());
    }

    private static RequestKey key(@Nullable ChatOptions options) {
        return RequestKey.of("default", "anna", new Prompt("Hello?", options));
    }

    private static ToolCallback tool(String name, String description) {
        ToolDefinition definition = ToolDefinition.builder()
                .name(name)
                .description(description)
                .inputSchema("{}")
                .build();
        return new ToolCallback() {
            @Override
            public ToolDefinition getToolDefinition() {
                return definition;
            }

            @Override
            public String call(String input) {
                return input;
            }
        };
    }

    /** Options of which nobody knows what they say. */
    public static final class Opaque implements ChatOptions {

        public Object getOdd() {
            return new Object();
        }

        @Override
        public @Nullable String getModel() {
            return null;
        }

        @Override
        public @Nullable Double getFrequencyPenalty() {
            return null;
        }

        @Override
        public @Nullable Integer getMaxTokens() {
            return null;
        }

        @Override
        public @Nullable Double getPresencePenalty() {
            return null;
        }

        @Override
        public @Nullable List<String> getStopSequences() {
            return null;
        }

        @Override
        public @Nullable Double getTemperature() {
            return null;
        }

        @Override
        public @Nullable Integer getTopK() {
            return null;
        }

        @Override
        public @Nullable Double getTopP() {
            return null;
        }

        @Override
        public ChatOptions.Builder<?> mutate() {
            return ChatOptions.builder();
        }
    }
}
