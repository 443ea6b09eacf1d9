package io.github.llmfailover.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.translation.RequestTranslation.ServedModels;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * Each property of the options classes, by what may become of it. A property that a later version brings fails here until
 * it has been put into one of the lists, and into the copying code where it may pass.
 */
class OptionsLeakTest {

    /** Taken over into any provider's options. */
    private static final Set<String> PORTABLE = Set.of(
            "model",
            "maxTokens",
            "temperature",
            "topP",
            "topK",
            "frequencyPenalty",
            "presencePenalty",
            "stopSequences",
            "outputSchema",
            "toolCallbacks",
            "toolContext");

    private static final Map<Class<?>, Set<String>> NATIVE = Map.of(
            OpenAiChatOptions.class,
            Set.of(
                    "logitBias",
                    "logprobs",
                    "topLogprobs",
                    "maxCompletionTokens",
                    "n",
                    "outputModalities",
                    "outputAudio",
                    "responseFormat",
                    "streamOptions",
                    "seed",
                    "stop",
                    "toolChoice",
                    "user",
                    "parallelToolCalls",
                    "store",
                    "metadata",
                    "reasoningEffort",
                    "verbosity",
                    "serviceTier",
                    "promptCacheKey"),
            AnthropicChatOptions.class,
            Set.of(
                    "metadata",
                    "toolChoice",
                    "thinking",
                    "disableParallelToolUse",
                    "citationDocuments",
                    "cacheOptions",
                    "outputConfig",
                    "skillContainer",
                    "inferenceGeo",
                    "webSearchTool",
                    "serviceTier"),
            OllamaChatOptions.class,
            Set.of(
                    "useNUMA",
                    "numCtx",
                    "numBatch",
                    "numGPU",
                    "mainGPU",
                    "lowVRAM",
                    "f16KV",
                    "logitsAll",
                    "vocabOnly",
                    "useMMap",
                    "useMLock",
                    "numThread",
                    "numKeep",
                    "seed",
                    "numPredict",
                    "minP",
                    "tfsZ",
                    "typicalP",
                    "repeatLastN",
                    "repeatPenalty",
                    "mirostat",
                    "mirostatTau",
                    "mirostatEta",
                    "penalizeNewline",
                    "stop",
                    "format",
                    "keepAlive",
                    "truncate",
                    "thinkOption"));

    /** Stays where it was set. */
    private static final Map<Class<?>, Set<String>> CONNECTION = Map.of(
            OpenAiChatOptions.class,
            Set.of(
                    "baseUrl",
                    "apiKey",
                    "credential",
                    "microsoftDeploymentName",
                    "deploymentName",
                    "microsoftFoundryServiceVersion",
                    "organizationId",
                    "microsoftFoundry",
                    "gitHubModels",
                    "timeout",
                    "maxRetries",
                    "proxy",
                    "customHeaders",
                    "extraBody"),
            AnthropicChatOptions.class,
            Set.of("baseUrl", "apiKey", "timeout", "maxRetries", "proxy", "customHeaders", "httpHeaders"),
            OllamaChatOptions.class,
            Set.of());

    static List<Class<?>> types() {
        return List.of(OpenAiChatOptions.class, AnthropicChatOptions.class, OllamaChatOptions.class);
    }

    static List<Arguments> samples() {
        List<Arguments> samples = new ArrayList<>();
        for (ChatOptions canary : List.of(Canaries.openAi(), Canaries.anthropic(), Canaries.ollama())) {
            samples.add(Arguments.of(canary, canary));
            samples.add(Arguments.of(
                    canary,
                    FailoverChatOptions.builder().combineWith(canary.mutate()).build()));
        }
        return samples;
    }

    @ParameterizedTest
    @MethodSource("types")
    @Tag("spring-ai-2.0.0")
    void properties_ofEachOptionsClass_areAllDecided(Class<?> type) {
        Set<String> decided = new TreeSet<>(PORTABLE);
        decided.addAll(listed(NATIVE, type));
        decided.addAll(listed(CONNECTION, type));

        assertThat(properties(type).keySet()).isEqualTo(decided);
    }

    @ParameterizedTest
    @MethodSource("samples")
    @Tag("spring-ai-2.0.0")
    void canaries_ofEachOptionsClass_coverEveryProperty(ChatOptions canary, ChatOptions request) {
        Set<String> unset = new TreeSet<>();
        ChatOptions target = targetLike(canary);
        properties(canary.getClass()).forEach((name, getter) -> {
            if (!PORTABLE.contains(name) && Objects.equals(read(getter, canary), read(getter, target))) {
                unset.add(name);
            }
        });

        assertThat(unset).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void connectionSettings_ofARequest_neverReachAnotherProviderOfItsType(ChatOptions canary, ChatOptions request) {
        ChatOptions target = targetLike(canary);

        ChatOptions translated = translate(request, target);

        assertThat(translated).isExactlyInstanceOf(canary.getClass());
        for (String name : listed(CONNECTION, canary.getClass())) {
            Method getter = Objects.requireNonNull(properties(canary.getClass()).get(name));
            assertThat(read(getter, translated)).as(name).isEqualTo(read(getter, target));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void tuning_ofARequest_reachesAnotherProviderOfItsType(ChatOptions canary, ChatOptions request) {
        ChatOptions translated = translate(request, targetLike(canary));

        for (String name : listed(NATIVE, canary.getClass())) {
            Method getter = Objects.requireNonNull(properties(canary.getClass()).get(name));
            assertThat(read(getter, translated)).as(name).isEqualTo(read(getter, canary));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void canaries_ofARequest_neverReachAProviderOfAnotherType(ChatOptions canary, ChatOptions request) {
        for (ChatOptions target : List.of(Fakes.openAi(), Fakes.anthropic(), Fakes.ollama())) {
            if (target.getClass() != canary.getClass()) {
                ChatOptions translated = translate(request, target);
                properties(target.getClass())
                        .forEach((name, getter) -> assertThat(String.valueOf(read(getter, translated)))
                                .as(name)
                                .doesNotContainIgnoringCase("canary"));
            }
        }
    }

    @Test
    void headersAndExtraBody_whereThereIsNoOtherProviderOfTheType_reachIt() {
        RequestTranslation only = new RequestTranslation(
                "only", new ServedModels(null, null), Fakes.client(Fakes.openAi()), true, Adaptation.NONE);

        OpenAiChatOptions translated = (OpenAiChatOptions) Objects.requireNonNull(
                only.translate(new Prompt("hello", Canaries.openAi()), true).getOptions());

        assertThat(translated.getCustomHeaders()).containsKey("X-Canary");
        assertThat(translated.getExtraBody()).containsKey("canary");
        assertThat(translated.getApiKey()).isEqualTo("own-key");
        assertThat(translated.getBaseUrl()).isEqualTo("http://own.invalid");
    }

    private static ChatOptions translate(ChatOptions request, ChatOptions target) {
        return Objects.requireNonNull(Fakes.provider(target)
                .promptFor(new Prompt("hello", request), false)
                .getOptions());
    }

    private static Set<String> listed(Map<Class<?>, Set<String>> lists, Class<?> type) {
        return Objects.requireNonNull(lists.get(type));
    }

    private static ChatOptions targetLike(ChatOptions canary) {
        return Stream.<ChatOptions>of(Fakes.openAi(), Fakes.anthropic(), Fakes.ollama())
                .filter(target -> target.getClass() == canary.getClass())
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Method> properties(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers())
                        && !method.isBridge()
                        && method.getParameterCount() == 0
                        && method.getDeclaringClass() != Object.class
                        && method.getName().matches("(get|is)[A-Z].*"))
                .collect(Collectors.toMap(OptionsLeakTest::propertyName, method -> method, (one, other) -> one));
    }

    private static String propertyName(Method getter) {
        String name = getter.getName().replaceFirst("^(get|is)", "");
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static @Nullable Object read(Method getter, Object options) {
        try {
            return getter.invoke(options);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("No such property", e);
        }
    }
}
