package io.github.llmfailover.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.NoEligibleProviderException;
import io.github.llmfailover.NoProviderAvailableException;
import io.github.llmfailover.RequestRejectedException;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.UnknownTargetException;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.gateway.request.BadRequest;
import io.github.llmfailover.gateway.request.GatewayJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompletionErrorsTest {

    private static final Throwable CAUSE = new IllegalStateException("secret of the provider");

    private static final CompletionErrors ERRORS = new CompletionErrors();

    private static FailoverReport tried(FailureKind... kinds) {
        List<AttemptReport> attempts = Stream.of(kinds)
                .map(kind -> new AttemptReport("openai", null, kind, 400, Duration.ZERO, Duration.ZERO, null, 0, 0, 0))
                .toList();
        return new FailoverReport("default", CallMode.CALL, null, null, false, false, false, attempts);
    }

    private static Throwable rejected(FailureKind... kinds) {
        return new RequestRejectedException("ours", tried(kinds), CAUSE);
    }

    private static Throwable failed(Duration retryAfter, FailureKind... kinds) {
        return new AllProvidersFailedException("ours", tried(kinds), retryAfter, CAUSE);
    }

    private static Throwable unavailable(Duration retryAfter, boolean resting) {
        return new NoProviderAvailableException("ours", tried(), retryAfter, resting, CAUSE);
    }

    static Stream<Arguments> failures() {
        Duration soon = Duration.ofMillis(1_200);
        return Stream.of(
                Arguments.of(rejected(FailureKind.CONTEXT_TOO_LONG), 400, "context_length_exceeded", null),
                Arguments.of(rejected(FailureKind.CONTENT_FILTERED), 400, "content_policy_violation", null),
                Arguments.of(rejected(FailureKind.INVALID_REQUEST), 400, "invalid_request", null),
                Arguments.of(
                        rejected(FailureKind.SERVER_ERROR, FailureKind.INVALID_REQUEST), 400, "invalid_request", null),
                Arguments.of(unavailable(soon, true), 429, "rate_limit_exceeded", "2"),
                Arguments.of(unavailable(soon, false), 503, "no_provider_available", "2"),
                Arguments.of(unavailable(Duration.ofSeconds(3), false), 503, "no_provider_available", "3"),
                Arguments.of(unavailable(null, false), 503, "no_provider_available", null),
                Arguments.of(
                        failed(soon, FailureKind.RATE_LIMITED, FailureKind.RATE_LIMITED),
                        429,
                        "rate_limit_exceeded",
                        "2"),
                Arguments.of(
                        failed(soon, FailureKind.OVERLOADED, FailureKind.CONNECTION), 503, "all_providers_failed", "2"),
                Arguments.of(failed(null, FailureKind.SERVER_ERROR), 502, "all_providers_failed", null),
                Arguments.of(failed(null, FailureKind.MODEL_NOT_FOUND), 404, "model_not_found", null),
                Arguments.of(new DeadlineExceededException("ours", tried(), CAUSE), 504, "deadline_exceeded", null),
                Arguments.of(
                        new NoEligibleProviderException("ours", tried(), CAUSE), 400, "no_eligible_provider", null),
                Arguments.of(
                        new StreamInterruptedException("ours", tried(), "secret", CAUSE),
                        502,
                        "stream_interrupted",
                        null),
                Arguments.of(new UnknownTargetException("secret"), 404, "model_not_found", null),
                Arguments.of(CAUSE, 500, "internal_error", null),
                Arguments.of(new StackOverflowError("secret"), 500, "internal_error", null));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failure_hasStatusCodeAndRetryAfter(Throwable failure, int status, String code, String retryAfter) {
        CompletionError error = ERRORS.of(failure);
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.body().at("/error/code").stringValue()).isEqualTo(code);
        assertThat(error.body().at("/error/message").stringValue()).isNotBlank();
        assertThat(error.body().at("/error/type").stringValue()).endsWith("_error");
        assertThat(error.headers().get("Retry-After")).isEqualTo(retryAfter);
        assertThat(error.body().toString()).doesNotContain("secret");
    }

    @Test
    void retryAfter_isAlsoToldInMilliseconds() {
        assertThat(ERRORS.of(unavailable(Duration.ofNanos(1_200_000_001), true)).headers())
                .isEqualTo(Map.of("Retry-After", "2", "retry-after-ms", "1201"));
    }

    @Test
    void badRequest_isToldAsItIs() {
        CompletionError error = ERRORS.of(
                new BadRequest(400, "messages[3].role", "invalid_type", "'messages[3].role' must be a string."));
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.body()).isEqualTo(GatewayJson.parse("""
                        {"error":{"message":"'messages[3].role' must be a string.","type":"invalid_request_error",
                        "param":"messages[3].role","code":"invalid_type"}}""".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
