package io.github.llmfailover.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.provider.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

/** Health is kept by the model that is really asked for. */
class OtherModelTest {

    static List<Arguments> combinations() {
        List<Arguments> all = new ArrayList<>();
        for (ChatOptions own :
                List.of(Fakes.openAi(), Fakes.ollama(), ChatOptions.builder().build())) {
            for (String configured : Arrays.asList(null, "gpt-configured", "wanted")) {
                for (Set<String> accepted : Arrays.<Set<String>>asList(null, Set.of("gpt-*"), Set.of())) {
                    for (boolean passesAny : List.of(true, false)) {
                        for (ChatOptions request : requests()) {
                            all.add(Arguments.of(own, configured, accepted, passesAny, request));
                        }
                    }
                }
            }
        }
        return all;
    }

    private static List<ChatOptions> requests() {
        return List.of(
                FailoverChatOptions.builder().build(),
                FailoverChatOptions.builder().temperature(0.5).build(),
                FailoverChatOptions.builder().model("wanted").build(),
                FailoverChatOptions.builder().model("gpt-wanted").build(),
                FailoverChatOptions.builder().model("own-openai").build(),
                ChatOptions.builder().model("wanted").build(),
                OpenAiChatOptions.builder().model("gpt-wanted").build(),
                AnthropicChatOptions.builder().model("wanted").build());
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void otherModel_anyCombination_isWhatIsAskedForBeyondTheDefault(
            ChatOptions own,
            @Nullable String configured,
            @Nullable Set<String> accepted,
            boolean passesAny,
            ChatOptions request) {
        Provider provider = Fakes.provider(own, configured, accepted);
        String byDefault = provider.modelOf(provider.promptFor(new Prompt("hello"), passesAny));
        String asked = provider.modelOf(provider.promptFor(new Prompt("hello", request), passesAny));

        String other = provider.otherModel(RequestedModel.of(request), passesAny);

        assertThat(other == null ? byDefault : other).isEqualTo(asked);
        if (other != null) {
            assertThat(other).isNotEqualTo(byDefault);
        }
    }

    @Test
    void requestedModel_thatItsClassSetsByItself_isNone() {
        assertThat(RequestedModel.of(OpenAiChatOptions.builder().build())).isNull();
        assertThat(RequestedModel.of(AnthropicChatOptions.builder().build())).isNull();
        assertThat(RequestedModel.of(null)).isNull();
    }

    @Test
    void requestedModel_addedToOptionsOfItsClass_isNamed() {
        ChatOptions combined = FailoverChatOptions.builder()
                .combineWith(OpenAiChatOptions.builder().temperature(0.5))
                .model("wanted")
                .build();

        assertThat(RequestedModel.of(combined)).isEqualTo("wanted");
    }
}
