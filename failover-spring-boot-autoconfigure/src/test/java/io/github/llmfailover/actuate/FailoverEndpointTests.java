package io.github.llmfailover.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.provider.Price;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FailoverEndpointTests {

    private static ActuatorApp app;

    @BeforeAll
    static void startWithSomeHistory() {
        app = new ActuatorApp();
        long millisecond = Duration.ofMillis(1).toNanos();
        for (int i = 0; i < 3; i++) {
            app.acquire("openai").succeeded(10 * millisecond, 20 * millisecond, 100, 7);
        }
        for (int i = 0; i < 3; i++) {
            app.bean(Spending.class).onAttemptEnded(attempt(null, new TokenUsage(100, 40, 0, 7, false, false)));
        }
        app.bean(Spending.class)
                .onAttemptEnded(attempt(FailureKind.STREAM_CUT, new TokenUsage(100, 0, 0, 4, true, true)));
        app.bean(Spending.class).onAttemptEnded(attempt(FailureKind.NO_FIRST_TOKEN, TokenUsage.NONE));
        app.acquire("anthropic").succeeded(10 * millisecond, 20 * millisecond, 1, 1);
        app.fail("openai", FailureKind.RATE_LIMITED);
    }

    /** A million tokens cost 1, those from the cache a tenth, those of an answer 2. */
    private static AttemptReport attempt(@Nullable FailureKind failure, TokenUsage usage) {
        return new AttemptReport(
                "openai",
                "any-model",
                failure,
                0,
                Duration.ZERO,
                Duration.ofMillis(20),
                null,
                usage,
                usage.isNone() ? null : new Price(1, 0.1, 2, "EUR").of(usage, false),
                null,
                false,
                0);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void endpoint_ofAll_hasTheShapeOfTheContract() throws Exception {
        String untouched = """
                {"state":"CLOSED","available":true,"inFlight":0,"share":0.0,\
                "calls":{"succeeded":0,"failed":0,"notPermitted":0},"failures":{},\
                "successRate":null,"latency":{"p50":null,"p95":null},"firstToken":{"p50":null,"p95":null},\
                "availableAgainAt":null,"lastFailure":null,\
                "tokens":{"input":0,"output":0,"wasted":0,"cachedInput":0,"estimated":0,"unreportedRequests":0},\
                "cost":0.0,"wastedCost":0.0,"estimatedCost":0.0,"currency":null,\
                "admission":1.0,"lastOutcomeAt":null,"stale":true,"otherModels":{},"operator":null}""";

        String body = app.get("/actuator/llmfailover").body();

        assertThat(body)
                .startsWith("{\"chains\":{\"default\":[\"openai\",\"anthropic\"],\"cheap\":[\"ollama\",\"openai\"]},"
                        + "\"providers\":{\"openai\":{\"state\":\"RESTING\"")
                .contains("\"ollama\":" + untouched + "},")
                .contains("\"retryBudget\":{\"available\":100.0},\"recentEvents\":[{")
                .contains("{\"at\":\"2026-01-01T00:00:00Z\",\"type\":\"STATE_CHANGED\",\"count\":1,"
                        + "\"provider\":\"openai\",\"from\":\"CLOSED\",\"to\":\"RESTING\","
                        + "\"availableAgainAt\":\"2026-01-01T00:00:01Z\"}],\"drill\":null}");
    }

    @Test
    void endpoint_ofOneProvider_hasTheShapeOfTheContract() throws Exception {
        assertThat(app.get("/actuator/llmfailover/openai").body()).isEqualTo("""
                {"state":"RESTING","available":false,"inFlight":0,"share":0.75,\
                "calls":{"succeeded":3,"failed":1,"notPermitted":0},"failures":{"RATE_LIMITED":1},\
                "successRate":0.75,"latency":{"p50":20.0,"p95":20.0},"firstToken":{"p50":10.0,"p95":10.0},\
                "availableAgainAt":"2026-01-01T00:00:01Z",\
                "lastFailure":{"kind":"RATE_LIMITED","at":"2026-01-01T00:00:00Z"},\
                "tokens":{"input":300,"output":21,"wasted":104,"cachedInput":120,"estimated":104,"unreportedRequests":1},\
                "cost":0.000342,"wastedCost":0.000108,"estimatedCost":0.000108,"currency":"EUR",\
                "admission":0.0,"lastOutcomeAt":"2026-01-01T00:00:00Z","stale":false,"otherModels":{},"operator":null}""");
    }

    @Test
    void endpoint_ofAnUnknownProvider_isNotFound() throws Exception {
        assertThat(app.get("/actuator/llmfailover/nobody").statusCode()).isEqualTo(404);
    }
}
