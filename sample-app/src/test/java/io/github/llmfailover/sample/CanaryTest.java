package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Plants keys, an address with credentials and prompts, lets providers fail in answers that quote them, and searches what
 * comes out: of the HTTP endpoints, of the meters, of the library's loggers at every level, of its observations and their
 * errors, of its application events, of its exceptions' messages, and of every object of the library that describes
 * itself.
 *
 * <p>The clients' own exceptions, which are the causes of ours, quote what a provider sent, and so do the clients' own log
 * lines. They are not ours to change and are not searched.
 */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "llm.failover.chain=openai,anthropic,ollama,backup",
            "llm.failover.circuit-breaker.minimum-number-of-calls=2",
            "llm.failover.when-unavailable=try-soonest",
            "management.endpoints.web.exposure.include=*",
            "management.endpoint.llmfailover.access=unrestricted",
            "llm.failover.probe.prompt=" + CanaryTest.CANARY + "-probe",
            "llm.failover.drill.timeout=5s",
            "spring.ai.openai.api-key=" + CanaryTest.CANARY + "-openai",
            "spring.ai.anthropic.api-key=" + CanaryTest.CANARY + "-anthropic",
            "llm.failover.providers.backup.client.type=openai",
            "llm.failover.providers.backup.client.base-url=http://user:" + CanaryTest.CANARY + "-url@127.0.0.1:1/v1",
            "llm.failover.providers.backup.client.api-key=" + CanaryTest.CANARY + "-backup",
            "llm.failover.providers.backup.client.headers.X-Tenant=" + CanaryTest.CANARY + "-header",
            "llm.failover.providers.backup.model=backup-model"
        })
class CanaryTest {

    static final String CANARY = "canary7f3a";

    private static final String PROMPT = CANARY + "-prompt";

    /** As providers do who quote the request in their complaint. */
    private static final String QUOTE = "{\"error\":{\"type\":\"some_error\",\"code\":\"some_code\",\"message\":\"key "
            + CANARY + "-openai: " + PROMPT + "\"}}";

    private static final ProviderSimulator OPENAI = ProviderSimulator.start();

    private static final ProviderSimulator ANTHROPIC = ProviderSimulator.start();

    private static final ProviderSimulator OLLAMA = ProviderSimulator.start();

    private static final List<ProviderSimulator> PROVIDERS = List.of(OPENAI, ANTHROPIC, OLLAMA);

    /** Before the context, so that its start is heard too. */
    private static final LogCapture LOG = new LogCapture();

    private final Http http;

    private final ConfigurableApplicationContext context;

    CanaryTest(@LocalServerPort int port, @Autowired ConfigurableApplicationContext context) {
        this.http = new Http(port);
        this.context = context;
    }

    @DynamicPropertySource
    static void clients(DynamicPropertyRegistry properties) {
        Supplier<Object> openAi = () -> OPENAI.baseUrl() + "/v1";
        properties.add("spring.ai.openai.base-url", openAi);
        properties.add("spring.ai.anthropic.base-url", ANTHROPIC::baseUrl);
        properties.add("spring.ai.ollama.base-url", OLLAMA::baseUrl);
    }

    @AfterEach
    void heal() {
        PROVIDERS.forEach(ProviderSimulator::heal);
    }

    @AfterAll
    static void close() {
        PROVIDERS.forEach(ProviderSimulator::close);
        LOG.close();
    }

    @Test
    void whateverHappens_nothingThatComesOutHasAKeyOrAPrompt() throws IllegalAccessException {
        List<String> out = new ArrayList<>();
        for (Behavior behavior : List.of(
                Behavior.healthy(),
                Behavior.status(400, QUOTE),
                Behavior.status(401, QUOTE),
                Behavior.status(404, QUOTE),
                Behavior.status(429, QUOTE),
                Behavior.status(503, QUOTE),
                Behavior.html(),
                Behavior.resetAfterTokens(2),
                Behavior.errorAfterTokens(2),
                Behavior.refuse())) {
            PROVIDERS.forEach(provider -> provider.always(behavior));
            out.add(http.get("/ask?q=" + PROMPT).body());
            out.add(http.get("/stream?q=" + PROMPT).body());
            out.addAll(failureOfACall());
            out.add(http.send("POST", "/actuator/llmfailover/drill", "{}").body());
            out.add(http.send("POST", "/actuator/llmfailover/openai", "{\"action\":\"" + CANARY + "\"}")
                    .body());
            look(out);
        }
        out.addAll(meters());
        out.addAll(ObjectGraph.texts(beans()));
        out.addAll(options());
        out.addAll(LOG.lines());
        WhatIsTold told = context.getBean(WhatIsTold.class);
        out.addAll(told.spans());
        out.addAll(told.events());

        assertThat(OPENAI.requests())
                .anySatisfy(request -> assertThat(request.body().toString()).contains(PROMPT));
        assertThat(LOG.lines()).anyMatch(line -> line.contains("Failover"));
        assertThat(LOG.lines()).anyMatch(line -> line.contains("Drill failed: "));
        assertThat(told.spans())
                .anyMatch(span -> span.startsWith("llm.failover.call"))
                .anyMatch(span -> span.startsWith("llm.failover.attempt"))
                .anyMatch(span -> span.contains("ObservedFailure"));
        assertThat(told.events()).anyMatch(event -> event.startsWith("FailoverOccurredEvent"));
        assertThat(out).isNotEmpty().allSatisfy(text -> assertThat(text).doesNotContain(CANARY));
    }

    @TestConfiguration
    static class Observers {

        @Bean
        WhatIsTold whatIsTold() {
            return new WhatIsTold();
        }
    }

    private void look(List<String> out) {
        for (String path : List.of(
                "health",
                "health/llmFailover",
                "health/llmFailover/backup",
                "llmfailover",
                "llmfailover/openai",
                "llmfailover/backup",
                "metrics",
                "configprops/llm",
                "beans")) {
            out.add(http.get("/actuator/" + path).body());
        }
    }

    private List<String> failureOfACall() {
        FailoverChatModel model = context.getBean(FailoverChatModel.class);
        FailoverException failure = catchThrowableOfType(FailoverException.class, () -> model.call(new Prompt(PROMPT)));
        if (failure == null) {
            return List.of();
        }
        return List.of(failure.toString(), failure.report().toString());
    }

    private List<String> meters() {
        List<String> meters = context.getBean(MeterRegistry.class).getMeters().stream()
                .map(meter -> meter.getId().toString())
                .filter(id -> id.contains("llm.failover"))
                .toList();
        assertThat(meters).isNotEmpty();
        return meters;
    }

    private List<Object> beans() {
        List<Object> beans = new ArrayList<>();
        for (String name : context.getBeanFactory().getSingletonNames()) {
            Object bean = context.getBeanFactory().getSingleton(name);
            if (bean != null && bean.getClass().getName().startsWith("io.github.llmfailover.")) {
                beans.add(bean);
            }
        }
        assertThat(beans).hasSizeGreaterThan(10);
        return beans;
    }

    private static List<String> options() {
        FailoverChatOptions options = FailoverChatOptions.builder()
                .forProvider(
                        "openai", OpenAiChatOptions.builder().apiKey(CANARY).build())
                .forProvider(
                        "anthropic",
                        AnthropicChatOptions.builder().apiKey(CANARY).build())
                .build();
        return List.of(options.toString());
    }
}
