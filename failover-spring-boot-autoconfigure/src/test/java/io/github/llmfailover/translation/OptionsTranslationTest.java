package io.github.llmfailover.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.provider.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;

class OptionsTranslationTest {

    static List<Arguments> pairs() {
        List<Arguments> pairs = new ArrayList<>();
        for (ChatOptions request : requests()) {
            for (ChatOptions target : targets()) {
                pairs.add(Arguments.of(request, target));
            }
        }
        return pairs;
    }

    private static List<ChatOptions> targets() {
        return List.of(
                Fakes.openAi(),
                Fakes.anthropic(),
                Fakes.ollama(),
                ChatOptions.builder().build());
    }

    private static List<ChatOptions> requests() {
        return List.of(
                filled(ToolCallingChatOptions.builder()),
                filled(FailoverChatOptions.builder().outputSchema(Fakes.SCHEMA)),
                filled(OpenAiChatOptions.builder().outputSchema(Fakes.SCHEMA)),
                filled(AnthropicChatOptions.builder().outputSchema(Fakes.SCHEMA)),
                filled(OllamaChatOptions.builder().outputSchema(Fakes.SCHEMA)));
    }

    private static ChatOptions filled(ToolCallingChatOptions.Builder<?> builder) {
        builder.temperature(0.25);
        builder.maxTokens(55);
        builder.stopSequences(List.of("END"));
        builder.toolCallbacks(List.of(Fakes.tool("weather")));
        builder.toolContext(Fakes.toolContext());
        return builder.build();
    }

    private static ChatOptions translate(ChatOptions request, ChatOptions target) {
        return translate(request, Fakes.provider(target), true);
    }

    private static ChatOptions translate(ChatOptions request, Provider provider, boolean passesAnyModel) {
        return Objects.requireNonNull(
                provider.promptFor(new Prompt("hello", request), passesAnyModel).getOptions());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void translation_anyPair_keepsPortableValuesAndTools(ChatOptions request, ChatOptions target) {
        ChatOptions translated = translate(request, target);

        assertThat(translated.getTemperature()).isEqualTo(0.25);
        assertThat(translated.getMaxTokens()).isEqualTo(55);
        assertThat(translated.getStopSequences()).containsExactly("END");
        assertThat(translated).isInstanceOf(ToolCallingChatOptions.class);
        assertThat(((ToolCallingChatOptions) translated).getToolCallbacks())
                .extracting(tool -> tool.getToolDefinition().name())
                .containsExactly("weather");
        assertThat(((ToolCallingChatOptions) translated).getToolContext()).isEqualTo(Fakes.toolContext());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void translation_anyPair_hasTheTargetsType(ChatOptions request, ChatOptions target) {
        if (target.getModel() != null) {
            assertThat(translate(request, target)).isExactlyInstanceOf(target.getClass());
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void translation_anyPair_keepsTheSchema(ChatOptions request, ChatOptions target) {
        if (request instanceof StructuredOutputChatOptions) {
            assertThat(((StructuredOutputChatOptions) translate(request, target)).getOutputSchema())
                    .isNotNull()
                    .contains("\"answer\"");
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void translation_foreignOptionsWithoutModel_keepsTheClientsOwn(ChatOptions request, ChatOptions target) {
        if (request.getClass() != target.getClass()) {
            assertThat(translate(request, target).getModel()).isEqualTo(target.getModel());
        }
    }

    @Test
    void translation_foreignOptionsWithoutLimit_keepsTheClientsOwn() {
        ChatOptions request = AnthropicChatOptions.builder().build();

        assertThat(translate(request, Fakes.openAi()).getMaxTokens()).isNull();
        assertThat(translate(request, Fakes.ollama()).getMaxTokens()).isNull();
    }

    @Test
    void translation_sameTypeOptionsWithoutModel_asksForTheConfiguredModel() {
        Provider provider = Fakes.provider(Fakes.openAi(), "configured", null);

        assertThat(translate(OpenAiChatOptions.builder().seed(1).build(), provider, true)
                        .getModel())
                .isEqualTo("configured");
    }

    @Test
    void translation_sameTypeOptionsWithModel_passesItOnWhereAnyPasses() {
        ChatOptions request = OpenAiChatOptions.builder().model("gpt-x").build();
        Provider provider = Fakes.provider(Fakes.openAi(), "configured", null);

        assertThat(translate(request, provider, true).getModel()).isEqualTo("gpt-x");
        assertThat(translate(request, provider, false).getModel()).isEqualTo("configured");
    }

    @Test
    void translation_modelThatAPatternAccepts_passesItOn() {
        Provider provider = Fakes.provider(Fakes.anthropic(), "configured", Set.of("claude-*", "GPT-4*"));

        assertThat(translate(ChatOptions.builder().model("gpt-4.1").build(), provider, false)
                        .getModel())
                .isEqualTo("gpt-4.1");
        assertThat(translate(ChatOptions.builder().model("o3").build(), provider, true)
                        .getModel())
                .isEqualTo("configured");
    }

    @Test
    void translation_noModelAcceptedNorConfigured_keepsTheClientsOwn() {
        Provider provider = Fakes.provider(Fakes.ollama(), null, Set.of());

        assertThat(translate(ChatOptions.builder().model("gpt-4.1").build(), provider, true)
                        .getModel())
                .isEqualTo("own-ollama");
    }

    @Test
    void promptFor_nothingAskedAndNothingConfigured_isTheSamePrompt() {
        Prompt prompt = new Prompt("hello");

        assertThat(Fakes.provider(Fakes.openAi()).promptFor(prompt, true)).isSameAs(prompt);
    }

    @Test
    void promptFor_emptyOptionsOfThisLayer_leavesTheClientsOwnToServe() {
        Prompt prompt =
                new Prompt("hello", FailoverChatOptions.builder().chain("cheap").build());
        Provider provider = Fakes.provider(Fakes.openAi());

        Prompt translated = provider.promptFor(prompt, true);

        assertThat(translated.getOptions()).isNull();
        assertThat(provider.modelOf(translated)).isEqualTo("own-openai");
    }

    @Test
    void promptFor_onlyAModelConfigured_buildsTheOptionsOnce() {
        Provider provider = Fakes.provider(Fakes.openAi(), "configured", null);

        ChatOptions first = Objects.requireNonNull(
                provider.promptFor(new Prompt("one"), true).getOptions());
        ChatOptions second = provider.promptFor(new Prompt("two"), false).getOptions();

        assertThat(first).isSameAs(second);
        assertThat(first.getModel()).isEqualTo("configured");
    }

    @Test
    void translation_toolsAndStopSequencesThatTheClientHasToo_sendsEachOnce() {
        OpenAiChatOptions own = Fakes.openAi()
                .mutate()
                .toolCallbacks(List.of(Fakes.tool("weather"), Fakes.tool("time")))
                .stopSequences(List.of("END", "STOP"))
                .build();

        ChatOptions translated = translate(own.mutate().temperature(0.5).build(), own);

        assertThat(translated.getStopSequences()).containsExactly("END", "STOP");
        assertThat(((ToolCallingChatOptions) translated).getToolCallbacks())
                .extracting(tool -> tool.getToolDefinition().name())
                .containsExactly("weather", "time");
    }

    @Test
    void translation_completionLimitOfOpenAi_isALimitEverywhere() {
        ChatOptions request =
                OpenAiChatOptions.builder().maxCompletionTokens(99).build();

        assertThat(translate(request, Fakes.anthropic()).getMaxTokens()).isEqualTo(99);
        assertThat(translate(request, Fakes.ollama()).getMaxTokens()).isEqualTo(99);
        assertThat(((OpenAiChatOptions) translate(request, Fakes.openAi())).getMaxCompletionTokens())
                .isEqualTo(99);
    }

    @Test
    void translation_limitForAClientWithACompletionLimit_replacesIt() {
        OpenAiChatOptions own = Fakes.openAi().mutate().maxCompletionTokens(500).build();

        OpenAiChatOptions translated = (OpenAiChatOptions)
                translate(ChatOptions.builder().maxTokens(20).build(), own);

        assertThat(translated.getMaxCompletionTokens()).isEqualTo(20);
        assertThat(translated.getMaxTokens()).isNull();
    }

    @Test
    void translation_formatNameInPlaceOfASchema_isNoSchemaElsewhere() {
        ChatOptions request = OllamaChatOptions.builder().format("json").build();

        assertThat(((OpenAiChatOptions) translate(request, Fakes.openAi())).getOutputSchema())
                .isNull();
        assertThat(((OllamaChatOptions) translate(request, Fakes.ollama())).getFormat())
                .isEqualTo("json");
    }

    @Test
    void translation_nativeOptionsCombinedIntoOurs_reachTheirTypeOnly() {
        FailoverChatOptions request = FailoverChatOptions.builder()
                .combineWith(OpenAiChatOptions.builder().reasoningEffort("low").seed(7))
                .combineWith(OllamaChatOptions.builder().numCtx(4096))
                .build();

        OpenAiChatOptions openAi = (OpenAiChatOptions) translate(request, Fakes.openAi());
        assertThat(openAi.getReasoningEffort()).isEqualTo("low");
        assertThat(openAi.getSeed()).isEqualTo(7);
        assertThat(openAi.getModel()).isEqualTo("own-openai");
        assertThat(((OllamaChatOptions) translate(request, Fakes.ollama())).getNumCtx())
                .isEqualTo(4096);
        assertThat(((OllamaChatOptions) translate(request, Fakes.ollama())).getSeed())
                .isNull();
        assertThat(translate(request, Fakes.anthropic())).isEqualTo(Fakes.anthropic());
    }

    @Test
    void translation_optionsForThisProvider_winOverEverythingElse() {
        FailoverChatOptions request = FailoverChatOptions.builder()
                .model("asked")
                .temperature(0.1)
                .forProvider(
                        "target",
                        OpenAiChatOptions.builder()
                                .temperature(0.9)
                                .extraBody(Map.of("mine", 1))
                                .customHeaders(Map.of("X-Mine", "1"))
                                .build())
                .build();

        OpenAiChatOptions translated = (OpenAiChatOptions) translate(request, Fakes.openAi());

        assertThat(translated.getTemperature()).isEqualTo(0.9);
        assertThat(translated.getExtraBody()).isEqualTo(Map.of("mine", 1));
        assertThat(translated.getCustomHeaders()).isEqualTo(Map.of("X-Mine", "1"));
        assertThat(translated.getModel()).isEqualTo("asked");
    }

    @Test
    void translation_optionsForThisProviderWithAModel_asksForItWhateverIsAccepted() {
        FailoverChatOptions request = FailoverChatOptions.builder()
                .forProvider("target", ChatOptions.builder().model("special").build())
                .build();

        assertThat(translate(request, Fakes.provider(Fakes.anthropic(), "configured", Set.of()), false)
                        .getModel())
                .isEqualTo("special");
    }

    @Test
    void translation_optionsForAnotherProvider_changeNothing() {
        FailoverChatOptions request = FailoverChatOptions.builder()
                .forProvider("other", OpenAiChatOptions.builder().seed(3).build())
                .build();

        assertThat(Fakes.provider(Fakes.openAi())
                        .promptFor(new Prompt("hello", request), true)
                        .getOptions())
                .isNull();
    }

    @Test
    void translation_extraFields_winOverTheClientsOwnOptionsOfTheSameName() {
        OpenAiChatOptions own = OpenAiChatOptions.builder()
                .seed(1)
                .user("ours")
                .maxTokens(9)
                .toolChoice("auto")
                .parallelToolCalls(true)
                .reasoningEffort("high")
                .extraBody(Map.of("min_p", 0.1, "kept", true))
                .build();

        OpenAiChatOptions translated = (OpenAiChatOptions) translate(
                FailoverChatOptions.builder()
                        .extraBody(Map.of(
                                "seed",
                                2,
                                "user",
                                "theirs",
                                "min_p",
                                0.2,
                                "tool_choice",
                                "none",
                                "parallel_tool_calls",
                                false,
                                "reasoning_effort",
                                "low",
                                "max_completion_tokens",
                                5))
                        .build(),
                own);

        assertThat(translated.getExtraBody())
                .isEqualTo(Map.of(
                        "seed",
                        2,
                        "user",
                        "theirs",
                        "min_p",
                        0.2,
                        "tool_choice",
                        "none",
                        "kept",
                        true,
                        "parallel_tool_calls",
                        false,
                        "reasoning_effort",
                        "low"));
        assertThat(translated.getSeed()).isNull();
        assertThat(translated.getUser()).isNull();
        assertThat(translated.getToolChoice()).isNull();
        assertThat(translated.getParallelToolCalls()).isNull();
        assertThat(translated.getReasoningEffort()).isNull();
        assertThat(translated.getMaxTokens()).isNull();
        assertThat(translated.getMaxCompletionTokens()).isEqualTo(5);
    }

    @Test
    void translation_extraFieldsForAClientOfAnotherProtocol_areLeftOut() {
        ChatOptions translated = translate(
                FailoverChatOptions.builder().extraBody(Map.of("min_p", 0.2)).build(), Fakes.anthropic());

        assertThat(translated).isEqualTo(Fakes.anthropic());
    }
}
