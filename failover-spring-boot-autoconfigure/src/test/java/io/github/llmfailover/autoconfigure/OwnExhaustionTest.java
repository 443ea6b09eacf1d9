package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.HealthSnapshot;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** What becomes of a call for which our own process has no connection or thread left. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class OwnExhaustionTest {

    private static final Prompt PROMPT = new Prompt("hi");

    private static final String WARNING = "A request did not leave this application";

    private final ProviderSimulator first = ProviderSimulator.start();

    private final ProviderSimulator second = ProviderSimulator.start();

    private final ApplicationContextRunner application = Runners.threeStarters()
            .withPropertyValues(
                    "spring.ai.ollama.base-url=" + first.baseUrl(),
                    "spring.ai.openai.base-url=" + first.baseUrl() + "/v1",
                    "spring.ai.openai.max-retries=0",
                    "spring.ai.retry.max-attempts=0",
                    "llm.failover.retry.max=2",
                    "llm.failover.providers.second.client.type=anthropic",
                    "llm.failover.providers.second.client.base-url=" + second.baseUrl(),
                    "llm.failover.providers.second.client.api-key=key");

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    /** One connection and one place in the queue; or one connection and hardly any time to wait for it. */
    enum Pool {
        PENDING_LIMIT(ConnectionProvider.builder("limit").maxConnections(1).pendingAcquireMaxCount(1)),
        ACQUIRE_TIMEOUT(
                ConnectionProvider.builder("timeout").maxConnections(1).pendingAcquireTimeout(Duration.ofMillis(50)));

        private final ConnectionProvider.Builder builder;

        Pool(ConnectionProvider.Builder builder) {
            this.builder = builder;
        }
    }

    @ParameterizedTest
    @EnumSource
    void stream_connectionPoolUsedUp_goesToTheNextAndBlamesNobody(Pool pool, CapturedOutput output) {
        first.always(Behavior.hangBeforeHeaders());
        ConnectionProvider connections = pool.builder.build();
        application
                .withBean(WebClient.Builder.class, () -> WebClient.builder()
                        .clientConnector(new ReactorClientHttpConnector(HttpClient.create(connections))))
                .withPropertyValues("llm.failover.chain=ollama,second")
                .run(context -> {
                    ChatModel model = context.getBean(FailoverChatModel.class);
                    BlockingQueue<FailoverReport> served = new LinkedBlockingQueue<>();
                    List<Disposable> streams = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        streams.add(model.stream(PROMPT)
                                .last()
                                .map(FailoverReport::of)
                                .subscribe(served::add, error -> {}));
                    }
                    FailoverReport report = served.poll(20, TimeUnit.SECONDS);

                    assertServedBySecond(report);
                    assertNotBlamed("ollama", context);
                    streams.forEach(Disposable::dispose);
                });
        connections.dispose();
        assertThat(output.getAll()).containsOnlyOnce(WARNING).contains("maxConnections");
    }

    @Test
    void call_connectionPoolOfTheApacheClientUsedUp_goesToTheNextAndBlamesNobody(CapturedOutput output) {
        first.always(Behavior.hangBeforeHeaders());
        HttpComponentsClientHttpRequestFactory requests = withOneConnection();
        requests.setConnectionRequestTimeout(Duration.ofMillis(50));
        application
                .withBean(RestClient.Builder.class, () -> RestClient.builder().requestFactory(requests))
                .withPropertyValues("llm.failover.chain=ollama,second")
                .run(context -> {
                    ChatModel model = context.getBean(FailoverChatModel.class);
                    Thread holder = new Thread(() -> {
                        try {
                            model.call(PROMPT);
                        } catch (RuntimeException e) {
                            // Its provider never answers.
                        }
                    });
                    holder.setDaemon(true);
                    holder.start();
                    first.awaitRequest(0, Duration.ofSeconds(20));

                    assertServedBySecond(FailoverReport.of(model.call(PROMPT)));
                    assertNotBlamed("ollama", context);
                    holder.interrupt();
                });
        assertThat(output.getAll()).containsOnlyOnce(WARNING).contains("Apache HTTP client");
    }

    @Test
    void stream_threadsOfTheOkHttpClientUsedUp_goesToTheNextAndBlamesNobody(CapturedOutput output) {
        application
                .withBean(
                        OpenAiHttpClientBuilderCustomizer.class,
                        () -> http -> http.dispatcherExecutorService(new Busy()))
                .withPropertyValues("llm.failover.chain=openai,second")
                .run(context -> {
                    ChatModel model = context.getBean(FailoverChatModel.class);
                    for (int i = 0; i < 3; i++) {
                        ChatResponse last = model.stream(PROMPT).blockLast(Duration.ofSeconds(20));
                        assertServedBySecond(last == null ? null : FailoverReport.of(last));
                    }
                    assertNotBlamed("openai", context);
                });
        assertThat(output.getAll()).containsOnlyOnce(WARNING).contains("longer queue");
    }

    private static void assertServedBySecond(@Nullable FailoverReport report) {
        assertThat(report).isNotNull();
        assertThat(report.provider()).isEqualTo("second");
        assertThat(report.attempts()).hasSize(2);
        assertThat(report.attempts().get(0).failure()).isEqualTo(FailureKind.LOCAL_EXHAUSTION);
    }

    private static void assertNotBlamed(String provider, ApplicationContext context) {
        HealthSnapshot health =
                context.getBean(ProviderHealths.class).get(provider).snapshot();
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(health.available()).isTrue();
        assertThat(health.failures()).isEmpty();
    }

    private static HttpComponentsClientHttpRequestFactory withOneConnection() {
        return new HttpComponentsClientHttpRequestFactory(HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(1)
                        .build())
                .build());
    }

    /** Takes no more work. */
    private static final class Busy extends ThreadPoolExecutor {

        Busy() {
            super(0, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        }

        @Override
        public void execute(Runnable command) {
            throw new RejectedExecutionException("queue full");
        }
    }
}
