package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.ollama.autoconfigure.OllamaApiAutoConfiguration;
import org.springframework.ai.model.ollama.autoconfigure.OllamaChatAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.autoconfigure.SpringAiRetryAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.ResponseErrorHandler;
import org.springframework.web.client.RestClient;

/** What is kept of an error response to a client that Spring AI has configured. */
@Timeout(60)
class FailoverRetryAutoConfigurationTest {

    private final ProviderSimulator simulator = ProviderSimulator.start();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    FailoverRetryAutoConfiguration.class,
                    FailoverClientAutoConfiguration.class,
                    FailoverAutoConfiguration.class,
                    OllamaApiAutoConfiguration.class,
                    OllamaChatAutoConfiguration.class,
                    ToolCallingAutoConfiguration.class,
                    SpringAiRetryAutoConfiguration.class,
                    RestClientAutoConfiguration.class,
                    WebClientAutoConfiguration.class))
            .withBean(RestClient.Builder.class, () -> RestClient.builder()
                    .requestFactory(new JdkClientHttpRequestFactory()))
            .withPropertyValues("spring.ai.ollama.base-url=" + simulator.baseUrl(), "spring.ai.retry.max-attempts=0");

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void ollamaCall_rateLimitedForSevenSeconds_isClassifiedWithThem() {
        simulator.always(Behavior.rateLimited(Duration.ofSeconds(7)));
        application.run(context -> {
            Throwable thrown = call(context);

            Failure failure = context.getBean(FailureClassifiers.class).classify(thrown);
            assertThat(thrown).isInstanceOf(NonTransientAiException.class).hasMessageStartingWith("HTTP 429 - ");
            assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMITED);
            assertThat(failure.status()).isEqualTo(429);
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        });
    }

    @Test
    void ollamaCall_rateLimitedForFiveMinutes_restsTheProviderForThem() {
        simulator.always(Behavior.rateLimited(Duration.ofMinutes(5)));
        application.withPropertyValues("llm.failover.when-unavailable=fail").run(context -> {
            call(context.getBean(FailoverChatModel.class));

            long nanos = context.getBean(ProviderHealths.class).get("ollama").nanosUntilAvailable(null);
            assertThat(Duration.ofNanos(nanos)).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        });
    }

    @Test
    void ollamaCall_resetHeaderOfUsedUpLimit_isClassifiedWithIt() {
        simulator.always(Behavior.status(429)
                .and(Behavior.withHeader("x-ratelimit-remaining-requests", "0"))
                .and(Behavior.withHeader("x-ratelimit-reset-requests", "40s")));
        application.run(context -> {
            Throwable thrown = call(context);
            assertThat(context.getBean(FailureClassifiers.class)
                            .classify(thrown)
                            .retryAfter())
                    .isEqualTo(Duration.ofSeconds(40));
        });
    }

    @Test
    void springAiRetries_ofTransientErrors_areAsManyAsBefore() {
        simulator.always(Behavior.serverError());
        application
                .withPropertyValues("spring.ai.retry.max-attempts=2", "spring.ai.retry.backoff.initial-interval=1ms")
                .run(context -> {
                    call(context);
                    assertThat(simulator.requestCount()).isEqualTo(3);
                });
    }

    @Test
    void springAiRetries_ofRateLimits_areNoneAsBefore() {
        simulator.always(Behavior.rateLimited());
        application
                .withPropertyValues("spring.ai.retry.max-attempts=2", "spring.ai.retry.backoff.initial-interval=1ms")
                .run(context -> {
                    call(context);
                    assertThat(simulator.requestCount()).isEqualTo(1);
                });
    }

    /** Whatever is configured, our handler and Spring AI's own throw the same class with the same message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            none                                   | 400 404 429 499 500 503 529
            on-client-errors=true                  | 400 429 500
            on-http-codes=429,500                  | 400 429 500 503
            exclude-on-http-codes=503              | 429 500 503
            on-client-errors=true, exclude-on-http-codes=400,503 | 400 429 500 503
            on-http-codes=503, exclude-on-http-codes=503         | 429 503
            """)
    void error_underAnyConfiguration_isWhatSpringAiMakesOfIt(String written, String statuses) {
        String[] properties = written.equals("none")
                ? new String[0]
                : Arrays.stream(written.split(", "))
                        .map(each -> "spring.ai.retry." + each)
                        .toArray(String[]::new);
        application.withPropertyValues(properties).run(ours -> new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(SpringAiRetryAutoConfiguration.class))
                .withPropertyValues(properties)
                .run(theirs -> {
                    for (String status : statuses.split(" ")) {
                        for (String body : new String[] {"", "{\"error\":\"Überlast\"}"}) {
                            Throwable own = handled(ours.getBean(ResponseErrorHandler.class), status, body);
                            Throwable original = handled(theirs.getBean(ResponseErrorHandler.class), status, body);
                            assertThat(own).hasSameClassAs(original).hasMessage(original.getMessage());
                        }
                    }
                }));
    }

    @Test
    void handler_ofTheApplication_wins() {
        simulator.always(Behavior.rateLimited());
        application
                .withBean("mine", ResponseErrorHandler.class, MyErrorHandler::new)
                .run(context -> {
                    assertThat(context.getBeansOfType(ResponseErrorHandler.class))
                            .containsOnlyKeys("mine");
                    assertThat(call(context)).hasMessage("mine");
                });
    }

    @Test
    void handler_layerSwitchedOff_isSpringAis() {
        application.withPropertyValues("llm.failover.enabled=false").run(context -> assertThat(
                        context.getBeansOfType(ResponseErrorHandler.class))
                .containsOnlyKeys("responseErrorHandler"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.springframework.ai.retry", "org.springframework.web.client"})
    void handler_withoutTheLibrary_isNotThere(String absent) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(FailoverRetryAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(absent))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("failoverResponseErrorHandler"));
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void retryLog_ofSpringAi_showsTheBodyNoMoreOftenThanBefore(CapturedOutput output) {
        simulator.always(Behavior.status(500, "canary").and(Behavior.withHeader("x-echo", "canary-header")));
        application
                .withPropertyValues("spring.ai.retry.max-attempts=1", "spring.ai.retry.backoff.initial-interval=1ms")
                .run(context -> call(context));

        assertThat(output.getAll()).doesNotContain("canary-header");
        assertThat(output.getAll().lines().filter(line -> line.contains("Caused by: ")))
                .noneMatch(line -> line.contains("canary"));
    }

    private static Throwable call(ApplicationContext context) {
        return call(context.getBean(OllamaChatModel.class));
    }

    private static Throwable call(ChatModel model) {
        return Objects.requireNonNull(catchThrowable(() -> model.call(new Prompt("hi"))));
    }

    private static Throwable handled(ResponseErrorHandler handler, String status, String body) {
        MockClientHttpResponse response = new MockClientHttpResponse(
                body.getBytes(StandardCharsets.UTF_8), HttpStatusCode.valueOf(Integer.parseInt(status)));
        @Nullable
        Throwable thrown = catchThrowable(() -> handler.handleError(URI.create("http://x"), HttpMethod.POST, response));
        return Objects.requireNonNull(thrown);
    }

    private static final class MyErrorHandler implements ResponseErrorHandler {

        @Override
        public boolean hasError(ClientHttpResponse response) throws IOException {
            return response.getStatusCode().isError();
        }

        @Override
        public void handleError(URI url, HttpMethod method, ClientHttpResponse response) {
            throw new IllegalArgumentException("mine");
        }
    }
}
