package io.github.llmfailover.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.failure.FailureKind;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeterListenerTests {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private final MeterListener listener =
            new MeterListener(registry, List.of("default", "cheap"), List.of("openai", "anthropic"));

    private static AttemptReport attempt(String provider, @Nullable FailureKind failure) {
        return new AttemptReport(
                provider, "any-model", failure, 0, Duration.ZERO, Duration.ofMillis(20), null, 100, 7, 0);
    }

    private static FailoverReport report(String chain, CallMode mode) {
        return new FailoverReport(chain, mode, "openai", "any-model", false, false, false, List.of());
    }

    @Test
    void call_served_isTimedByChainModeAndOutcome() {
        listener.onCallEnded(report("default", CallMode.STREAM), Duration.ofMillis(30), null);
        listener.onCallEnded(report("default", CallMode.STREAM), Duration.ofMillis(30), null);

        assertThat(registry.get("llm.failover.calls")
                        .tags("chain", "default", "mode", "stream", "outcome", "SUCCESS")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(60);
    }

    @Test
    void processDelay_isTimedByProvider() {
        listener.onProcessDelay("anthropic", Duration.ofMillis(1_500));

        assertThat(registry.get("llm.failover.process.delay")
                        .tags("provider", "anthropic")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(1_500);
    }

    @Test
    void call_failed_isTimedByWhatTheCallerGot() {
        FailoverReport report = report("default", CallMode.CALL);
        listener.onCallEnded(report, Duration.ZERO, new AllProvidersFailedException("canary", report, null));
        listener.onCallEnded(report, Duration.ZERO, new CancellationException());
        listener.onCallEnded(report, Duration.ZERO, new IllegalStateException("canary"));

        for (String outcome : List.of("ALL_PROVIDERS_FAILED", "CANCELLED", "ERROR")) {
            assertThat(registry.get("llm.failover.calls")
                            .tags("chain", "default", "mode", "call", "outcome", outcome)
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void attempt_succeeded_countsTokens() {
        listener.onFirstToken("openai", Duration.ofMillis(5));
        listener.onAttemptEnded(attempt("openai", null));

        assertThat(registry.get("llm.failover.attempts")
                        .tags("provider", "openai", "outcome", "SUCCESS")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("llm.failover.first.token")
                        .tag("provider", "openai")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("llm.failover.tokens")
                        .tags("provider", "openai", "type", "output", "wasted", "false")
                        .counter()
                        .count())
                .isEqualTo(7);
    }

    @Test
    void attempt_failed_wastesItsTokens() {
        listener.onAttemptEnded(attempt("openai", FailureKind.STREAM_CUT));

        assertThat(registry.get("llm.failover.attempts")
                        .tags("provider", "openai", "outcome", "STREAM_CUT")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("llm.failover.tokens")
                        .tags("provider", "openai", "type", "input", "wasted", "true")
                        .counter()
                        .count())
                .isEqualTo(100);
    }

    @Test
    void failover_isCountedByItsReason() {
        listener.onFailover(
                new FailoverOccurredEvent("default", "openai", "anthropic", FailureKind.OVERLOADED, Instant.EPOCH));
        listener.onFailover(new FailoverOccurredEvent("default", "openai", "anthropic", null, Instant.EPOCH));

        for (String reason : List.of("OVERLOADED", "UNAVAILABLE")) {
            assertThat(registry.get("llm.failover.switches")
                            .tags("from", "openai", "to", "anthropic", "reason", reason)
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void meters_whateverCallersAndProvidersNameThemselves_areBounded() {
        for (int i = 0; i < 1_000; i++) {
            String name = "canary-" + i;
            listener.onFirstToken(name, Duration.ZERO);
            for (FailureKind kind : FailureKind.values()) {
                listener.onAttemptEnded(attempt(name, kind));
                listener.onFailover(new FailoverOccurredEvent(name, name, name, kind, Instant.EPOCH));
            }
            listener.onCallEnded(report(name, CallMode.CALL), Duration.ZERO, new IllegalStateException(name));
        }

        assertThat(registry.getMeters()).hasSizeLessThan(60);
        assertThat(registry.getMeters()).extracting(Meter::getId).allSatisfy(id -> assertThat(id.toString())
                .doesNotContain("canary")
                .doesNotContain("any-model"));
    }
}
