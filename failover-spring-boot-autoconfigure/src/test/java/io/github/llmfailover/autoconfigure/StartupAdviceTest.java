package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.actuate.Advice;
import io.github.llmfailover.actuate.StartupAdvice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.ollama.autoconfigure.OllamaApiAutoConfiguration;
import org.springframework.ai.model.ollama.autoconfigure.OllamaChatAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.retry.autoconfigure.SpringAiRetryAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClient;
import reactor.core.publisher.Flux;

/** What a start says of a configuration that works, but not as well as it could. */
@ExtendWith(OutputCaptureExtension.class)
class StartupAdviceTest {

    private static final String[] WELL_CONFIGURED = {
        "spring.ai.openai.max-retries=0",
        "spring.ai.openai.timeout=10m",
        "spring.ai.anthropic.max-retries=0",
        "spring.ai.anthropic.timeout=10m",
        "spring.ai.retry.max-attempts=0",
        "spring.http.clients.imperative.factory=jdk",
        "llm.failover.chain=openai,anthropic,ollama"
    };

    /** By its name, since nothing else here needs the module that it is in. */
    private static final Class<?> HTTP_CLIENT = ClassUtils.resolveClassName(
            "org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration",
            null);

    private static ApplicationContextRunner wellConfigured() {
        return Runners.threeStarters()
                .withConfiguration(AutoConfigurations.of(HTTP_CLIENT))
                .withPropertyValues(WELL_CONFIGURED);
    }

    /** Two models of which nothing needs to be said. */
    private static ApplicationContextRunner twoStreaming() {
        return Runners.empty()
                .withBean("aChatModel", ChatModel.class, Streaming::new)
                .withBean("bChatModel", ChatModel.class, Streaming::new)
                .withPropertyValues("llm.failover.chain=a,b");
    }

    private static List<String> lines(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        return context.getBean(StartupAdvice.class).findings().stream()
                .map(Advice::line)
                .toList();
    }

    @Test
    void wellConfigured_isSilent(CapturedOutput output) {
        wellConfigured().run(context -> assertThat(lines(context)).isEmpty());
        assertThat(output).doesNotContain(" WARN ");
    }

    @Test
    void wellConfigured_twoProvidersWithEveryDefault_isSilent() {
        twoStreaming().run(context -> assertThat(lines(context)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            spring.ai.openai.max-retries=1                     | Provider 'openai': The OpenAI client repeats a failed request once by itself | 'spring.ai.openai.max-retries=0'
            spring.ai.anthropic.max-retries=2                  | Provider 'anthropic': The Anthropic client repeats                          | 'spring.ai.anthropic.max-retries=0'
            spring.ai.retry.max-attempts=3                     | Provider 'ollama': The Ollama client repeats a failed request up to 3 times | 'spring.ai.retry.max-attempts=0'
            spring.ai.openai.timeout=60s                       | The OpenAI client gives up on a call after 60s, before timeout.response (90s) | 'spring.ai.openai.timeout=600s'
            spring.ai.openai.chat.timeout=30s                  | The OpenAI client gives up on a call after 30s                              | 'spring.ai.openai.chat.timeout=600s'
            spring.ai.anthropic.timeout=89s                    | The Anthropic client gives up on a call after 89s                           | 'spring.ai.anthropic.timeout=600s'
            spring.ai.anthropic.timeout=120s                   | The Anthropic client ends every stream after 120s                           | 'spring.ai.anthropic.timeout=600s'
            llm.failover.timeout.response=11m                  | The OpenAI client gives up on a call after 600s, before timeout.response (660s) | 'spring.ai.openai.timeout=660s'
            """)
    void client_belowOurLimitsOrWithRetriesOfItsOwn_isNamedWithTheCure(String property, String finding, String cure) {
        wellConfigured().withPropertyValues(property).run(context -> assertThat(lines(context))
                .anySatisfy(line -> assertThat(line).contains(finding).contains(cure)));
    }

    @Test
    void readTimeout_belowOurLimits_isNamedForCallsAndStreams() {
        wellConfigured()
                .withPropertyValues("spring.http.clients.read-timeout=10s")
                .run(context -> assertThat(lines(context))
                        .containsExactly(
                                "Provider 'ollama': The Ollama client gives up on a call after 10s, before"
                                        + " timeout.response (90s) is reached. Set"
                                        + " 'spring.http.clients.read-timeout=90s' or more, or leave it out.",
                                "Provider 'ollama': The Ollama client gives up on a stream after 10s of silence, before"
                                        + " timeout.first-token (20s) is reached. Set"
                                        + " 'spring.http.clients.read-timeout=90s' or more, or leave it out."));
    }

    @Test
    void readTimeout_betweenTheLimitsOfStreamsAndCalls_isNamedForCallsOnly() {
        wellConfigured()
                .withPropertyValues("spring.http.clients.read-timeout=30s", "spring.http.clients.connect-timeout=1s")
                .run(context ->
                        assertThat(lines(context)).singleElement().asString().contains("on a call after 30s"));
    }

    @Test
    void readTimeout_whereTheClientsAreNotBoots_isNotNamed() {
        wellConfigured()
                .withBean("restClientBuilder", RestClient.Builder.class, () -> RestClient.builder()
                        .requestFactory(new JdkClientHttpRequestFactory()))
                .withPropertyValues("spring.http.clients.read-timeout=30s")
                .run(context -> assertThat(lines(context)).isEmpty());
    }

    @Test
    void httpRetries_ofBootsBuilder_areNamedWithTheProperty() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        FailoverClientAutoConfiguration.class,
                        FailoverAutoConfiguration.class,
                        OllamaApiAutoConfiguration.class,
                        OllamaChatAutoConfiguration.class,
                        ToolCallingAutoConfiguration.class,
                        SpringAiRetryAutoConfiguration.class,
                        RestClientAutoConfiguration.class,
                        WebClientAutoConfiguration.class))
                .run(context -> assertThat(lines(context))
                        .contains(
                                "Provider 'ollama': The HTTP client below its calls (Apache httpclient5) repeats a 429"
                                        + " and a 503 by itself. Set 'spring.http.clients.imperative.factory=jdk'."));
    }

    @Test
    void httpRetries_ofABuilderInCode_areSeenInTheClientItself() {
        wellConfigured()
                .withBean("restClientBuilder", RestClient.Builder.class, RestClient::builder)
                .run(context -> assertThat(lines(context))
                        .singleElement()
                        .asString()
                        .contains("repeats a 429 and a 503 by itself")
                        .contains("Declare a RestClient.Builder bean"));
    }

    @Test
    void clients_ofOurOwn_areNotNamed() {
        twoStreaming()
                .withPropertyValues(
                        "llm.failover.chain=a,own",
                        "llm.failover.providers.own.client.type=openai",
                        "llm.failover.providers.own.client.api-key=sk-canary",
                        "llm.failover.timeout.response=10m",
                        "llm.failover.deadline=30m")
                .run(context -> assertThat(lines(context)).isEmpty());
    }

    @Test
    void chain_ofOne_hasNobodyToFailOverTo() {
        twoStreaming().withPropertyValues("llm.failover.chain=a").run(context -> assertThat(lines(context))
                .containsExactly("Chain 'default' has only one provider, 'a', and nobody to fail over to. Name a"
                        + " second one in 'llm.failover.chain'."));
    }

    @Test
    void maxAttempts_smallerThanAChain_isNamed() {
        twoStreaming()
                .withPropertyValues("llm.failover.max-attempts=1", "llm.failover.chains.cheap=b,a")
                .run(context -> assertThat(lines(context))
                        .containsExactly(
                                "Chain 'default' has 2 providers, but a call makes at most 1 attempt, so 'b' may never"
                                        + " be asked. Set 'llm.failover.max-attempts=2' or more.",
                                "Chain 'cheap' has 2 providers, but a call makes at most 1 attempt, so 'a' may never be"
                                        + " asked. Set 'llm.failover.max-attempts=2' or more."));
    }

    @Test
    void model_thatCannotStream_isNamedBesideOneThatCan() {
        twoStreaming()
                .withBean("plainChatModel", ChatModel.class, () -> Runners.answering("plain"))
                .withPropertyValues("llm.failover.chain=a,plain")
                .run(context -> assertThat(lines(context))
                        .containsExactly("Chain 'default': The ChatModel of 'plain' cannot stream, so every stream that"
                                + " reaches it fails. Implement its stream(Prompt), or leave 'plain' out of"
                                + " 'llm.failover.chain'."));
    }

    @Test
    void capabilities_thatALaterProviderLacks_areNamed() {
        twoStreaming()
                .withPropertyValues(
                        "llm.failover.providers.a.capabilities=streaming,tools,vision,prefill",
                        "llm.failover.providers.b.capabilities=streaming")
                .run(context -> assertThat(lines(context))
                        .singleElement()
                        .asString()
                        .startsWith("Chain 'default': 'b' lacks tools, vision, which 'a' before it has.")
                        .contains("'llm.failover.providers.b.capabilities'"));
    }

    @Test
    void capabilities_thatOnlyTheLaterHas_areNot() {
        twoStreaming()
                .withPropertyValues(
                        "llm.failover.providers.a.capabilities=streaming",
                        "llm.failover.providers.b.capabilities=streaming,tools")
                .run(context -> assertThat(lines(context)).isEmpty());
    }

    @Test
    void contextWindow_smallerThanAnEarlierOne_isNamed() {
        twoStreaming()
                .withPropertyValues(
                        "llm.failover.providers.a.context-window=200000",
                        "llm.failover.providers.b.context-window=8192")
                .run(context -> assertThat(lines(context))
                        .singleElement()
                        .asString()
                        .startsWith("Chain 'default': 'b' has a context window of 8192 tokens, 'a' before it one of"
                                + " 200000.")
                        .contains("'llm.failover.providers.b.model'"));
    }

    @Test
    void tag_thatNoLaterProviderHas_isNamed() {
        twoStreaming()
                .withPropertyValues("llm.failover.providers.a.tags=eu,fast", "llm.failover.providers.b.tags=fast,cheap")
                .run(context -> assertThat(lines(context))
                        .singleElement()
                        .asString()
                        .startsWith("Chain 'default': A request that requires 'eu' (a) has nobody to fail over to")
                        .contains("'llm.failover.providers.<name>.tags'"));
    }

    @Test
    void worstCase_aboveTheDeadlineByOwnSettings_isNamedWithTheNumbers() {
        twoStreaming().withPropertyValues("llm.failover.deadline=30s").run(context -> assertThat(lines(context))
                .containsExactly(
                        "Chain 'default': The limits of its calls add up to 360s (a 2 × 90s, b 2 × 90s), but"
                                + " the deadline is 30s, so the last of its providers may be cut short or never"
                                + " asked. Set 'llm.failover.deadline=360s', or"
                                + " 'llm.failover.timeout.response=7s' or less, or fewer retries.",
                        "Chain 'default': The limits of its streams add up to 80s (a 2 × 20s, b 2 × 20s), but"
                                + " the deadline is 30s, so the last of its providers may be cut short or never"
                                + " asked. Set 'llm.failover.deadline=80s', or"
                                + " 'llm.failover.timeout.first-token=7s' or less, or fewer retries."));
    }

    @Test
    void worstCase_ofALimitOfOneProvider_isNamed() {
        twoStreaming()
                .withPropertyValues(
                        "llm.failover.providers.b.timeout.first-token=2m", "llm.failover.providers.b.retry.max=0")
                .run(context -> assertThat(lines(context))
                        .singleElement()
                        .asString()
                        .contains("streams add up to 160s (a 2 × 20s, b 1 × 120s), but the deadline is 120s"));
    }

    @Test
    void worstCase_countsNoMoreThanMaxAttempts() {
        twoStreaming()
                .withPropertyValues("llm.failover.max-attempts=3", "llm.failover.timeout.first-token=41s")
                .run(context -> assertThat(lines(context))
                        .singleElement()
                        .asString()
                        .contains("streams add up to 123s (a 2 × 41s, b 1 × 41s)"));
    }

    @Test
    void worstCase_milderThanByDefault_isSilent() {
        twoStreaming().withPropertyValues("llm.failover.timeout.response=60s").run(context -> assertThat(lines(context))
                .isEmpty());
    }

    @Test
    void probeSettings_whileProbesAreOff_areNamedWithoutThePrompt() {
        twoStreaming().withPropertyValues("llm.failover.probe.prompt=canary").run(context -> assertThat(lines(context))
                .containsExactly("'llm.failover.probe.prompt' does nothing, since background probes are switched"
                        + " off. Set 'llm.failover.probe.enabled=true', or leave it out."));
    }

    @Test
    void findings_areLoggedOnceEachThoseThatMatterFirst(CapturedOutput output) {
        twoStreaming()
                .withPropertyValues("llm.failover.chains.cheap=a", "llm.failover.providers.unused.tags=eu")
                .run(context -> {
                    List<String> lines = lines(context);
                    assertThat(lines).hasSize(2);
                    assertThat(lines.get(0))
                            .isEqualTo("Configured below llm.failover.providers, but in no chain: unused. Name them in"
                                    + " 'llm.failover.chain', or remove them.");
                    lines.forEach(line -> assertThat(output.getAll().split(java.util.regex.Pattern.quote(line), -1))
                            .hasSize(2));
                });
    }

    @Test
    void findings_withKeysAndPrompts_containNone(CapturedOutput output) {
        Runners.threeStarters().run(context -> assertThat(lines(context)).isNotEmpty());
        assertThat(output).doesNotContain("canary");
    }

    private static final class Streaming implements ChatModel {

        @Override
        public ChatResponse call(Prompt prompt) {
            return Runners.answering("ok").call(prompt);
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            return Flux.just(call(prompt));
        }
    }
}
