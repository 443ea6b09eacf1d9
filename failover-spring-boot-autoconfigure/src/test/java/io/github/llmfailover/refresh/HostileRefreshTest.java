package io.github.llmfailover.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ConfigurationRefresher;
import io.github.llmfailover.ConfigurationRefusedException;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.cloud.context.scope.refresh.RefreshScope;
import org.springframework.core.env.MapPropertySource;

/**
 * Calls and streams with real clients, while the configuration changes hundreds of times below them; {@code
 * -Dhostile.refreshes=1000} is the long version.
 */
@Timeout(900)
class HostileRefreshTest {

    private static final int REFRESHES = Integer.getInteger("hostile.refreshes", 200);

    private static final String FIRST = "llm.failover.providers.first.";

    @TempDir
    Path directory;

    private final Map<String, Object> changes = new ConcurrentHashMap<>();

    private final AtomicBoolean over = new AtomicBoolean();

    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private final AtomicInteger answers = new AtomicInteger();

    @Test
    void manyRefreshes_underCallsAndStreams_failNothingAndLoseNothing() throws Exception {
        try (RefreshedApp app = new RefreshedApp(directory, "logging.level.io.github.llmfailover=ERROR")) {
            app.context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("changes", changes));
            app.first.answers(Answer.tokens("one ", "two ", "three"));
            app.second.answers(Answer.tokens("one ", "two ", "three"));
            out(app);
            int errors = app.second.requestCount();

            ExecutorService threads = Executors.newFixedThreadPool(6);
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                callers.add(
                        threads.submit(() -> untilOver(() -> text(app.model().call("hello")))));
                callers.add(threads.submit(() -> untilOver(() -> text(stream(app)))));
            }
            AtomicInteger refreshes = new AtomicInteger();
            List<Future<?>> refreshers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                refreshers.add(threads.submit(() -> refresh(app, refreshes)));
            }
            for (Future<?> refresher : refreshers) {
                refresher.get(800, TimeUnit.SECONDS);
            }
            over.set(true);
            for (Future<?> caller : callers) {
                caller.get(30, TimeUnit.SECONDS);
            }
            threads.shutdown();

            assertThat(failures).isEmpty();
            assertThat(answers.get()).isGreaterThan(20);
            assertThat(app.state("second")).isEqualTo(ProviderState.OPEN);
            assertThat(app.second.requestCount())
                    .as("requests to the one that is out")
                    .isEqualTo(errors);
            app.first.awaitNoOpenExchanges(Duration.ofSeconds(10));
            assertThat(app.healths().get("first").inFlight()).isZero();
            assertThat(app.healths().get("second").inFlight()).isZero();
            assertThat(app.healths().get("first").state()).isEqualTo(ProviderState.CLOSED);
            // What the last keys' clients had open, and nothing of those before.
            changes.remove("llm.failover.deadline");
            changes.put(FIRST + "client.api-key", "the-last");
            app.context.getBean(ConfigurationRefresher.class).refresh();
            Waits.until(() -> app.first.openConnections() == 0);
        }
    }

    /** The second provider is out, and must stay so. */
    private static void out(RefreshedApp app) {
        app.second.always(Behavior.serverError());
        app.put("llm.failover.chain", "second,first").refresh();
        while (app.state("second") != ProviderState.OPEN) {
            app.ask();
        }
        app.second.heal();
    }

    private static String stream(RefreshedApp app) {
        StringBuilder text = new StringBuilder();
        app.model().stream(new Prompt("hello"))
                .doOnNext(part -> text.append(
                        part.getResult() == null
                                ? ""
                                : Objects.requireNonNullElse(
                                        part.getResult().getOutput().getText(), "")))
                .blockLast(Duration.ofSeconds(30));
        return text.toString();
    }

    private void text(String answer) {
        assertThat(answer).isEqualTo("one two three");
        answers.incrementAndGet();
    }

    private void untilOver(Runnable call) {
        while (!over.get() && failures.isEmpty()) {
            try {
                call.run();
                // Leaves the processor to others; how often it calls is not the point.
                Waits.moment();
            } catch (Throwable e) {
                failures.add(e);
            }
        }
    }

    private void refresh(RefreshedApp app, AtomicInteger refreshes) {
        ConfigurationRefresher refresher = app.context.getBean(ConfigurationRefresher.class);
        for (int i = refreshes.incrementAndGet(); i <= REFRESHES; i = refreshes.incrementAndGet()) {
            change(i);
            try {
                refresher.refresh();
            } catch (ConfigurationRefusedException e) {
                // Every tenth is broken, and it may be the other thread that looks at it.
            }
            if (i % 50 == 25) {
                refreshScope(app);
            }
            if (app.state("second") != ProviderState.OPEN && failures.isEmpty()) {
                failures.add(new AssertionError("After refresh " + i + " 'second' is " + app.state("second")));
            }
        }
    }

    /** Resilience4j's registry is in it. The other thread may just have broken the configuration, which is then said again. */
    private static void refreshScope(RefreshedApp app) {
        try {
            app.context.getBean(RefreshScope.class).refreshAll();
        } catch (RuntimeException e) {
            assertThat(e).hasMessageContaining("llm.failover.deadline is 0s");
        }
    }

    private void change(int i) {
        changes.remove("llm.failover.deadline");
        switch (i % 10) {
            case 0 -> changes.put("llm.failover.deadline", "0s");
            case 1 -> changes.put("llm.failover.chain", i % 20 == 1 ? "first,second" : "second,first");
            case 2 -> changes.put(FIRST + "weight", i);
            case 3 -> changes.put(FIRST + "max-concurrency", i % 20 == 3 ? 0 : 100);
            case 4 -> changes.put("llm.failover.circuit-breaker.failure-rate-threshold", 40 + i % 50);
            case 5 -> changes.put("llm.failover.strategy", i % 20 == 5 ? "latency" : "priority");
            case 6 -> changes.put(FIRST + "timeout.first-token", (20 + i % 7) + "s");
            case 7 -> changes.put("llm.failover.retry.budget.ratio", (i % 90) / 100.0);
            case 8 -> changes.put(FIRST + "model", "model-" + i / 100);
            default -> {
                if (i % 100 == 99) {
                    changes.put(FIRST + "client.api-key", "key-" + i);
                }
                changes.put("llm.failover.chains.other", i % 20 == 9 ? "first" : "second,first");
            }
        }
    }
}
