package io.github.llmfailover.failure;

import static io.github.llmfailover.failure.FailureKind.AUTHENTICATION;
import static io.github.llmfailover.failure.FailureKind.CONTEXT_TOO_LONG;
import static io.github.llmfailover.failure.FailureKind.MODEL_NOT_FOUND;
import static io.github.llmfailover.failure.FailureKind.OVERLOADED;
import static io.github.llmfailover.failure.FailureKind.QUOTA_EXHAUSTED;
import static io.github.llmfailover.failure.FailureKind.RATE_LIMITED;
import static io.github.llmfailover.failure.FailureKind.SERVER_ERROR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

class ForeignClientFailuresTest {

    private final FailureClassifiers classifiers =
            FailureClassifiers.create(List.of(), () -> Instant.parse("2026-03-01T12:00:00Z"));

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments(new NonTransientAiException("HTTP 429 - {\"message\":\"slow\"}"), RATE_LIMITED, 429),
                arguments(new NonTransientAiException("429 - No response body available"), RATE_LIMITED, 429),
                arguments(
                        new NonTransientAiException("402 - {\"error\":{\"message\":\"Insufficient Balance\"}}"),
                        QUOTA_EXHAUSTED,
                        402),
                arguments(
                        new NonTransientAiException(
                                "HTTP 400 - {\"object\":\"error\",\"type\":\"invalid_model\",\"message\":\"Invalid\"}"),
                        MODEL_NOT_FOUND,
                        400),
                arguments(
                        new NonTransientAiException("400 - {\"error\":{\"message\":\"Model Not Exist\"}}"),
                        MODEL_NOT_FOUND,
                        400),
                arguments(new TransientAiException("HTTP 401 - no"), AUTHENTICATION, 401),
                arguments(new TransientAiException("503 - <html>"), OVERLOADED, 503),
                arguments(new TransientAiException("something else"), SERVER_ERROR, 0));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void springAiRetryText_ofMistralOrDeepSeek_isParsed(RuntimeException error, FailureKind kind, int status) {
        Failure failure = classifiers.classify(error);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(status);
    }

    @Test
    void restClientError_ofAnApplicationsOwnErrorHandler_keepsRetryAfter() {
        HttpHeaders headers = new HttpHeaders();
        headers.add("Retry-After", "9");
        Failure failure = classifiers.classify(HttpClientErrorException.create(
                HttpStatus.TOO_MANY_REQUESTS, "", headers, new byte[0], StandardCharsets.UTF_8));

        assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void webClientError_withVastBody_isReadAtItsBeginning() {
        byte[] body = ("{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"" + "x".repeat(5_000_000))
                .getBytes(StandardCharsets.UTF_8);
        Failure failure = classifiers.classify(
                WebClientResponseException.create(400, "", new HttpHeaders(), body, StandardCharsets.UTF_8));

        assertThat(failure.kind()).isEqualTo(CONTEXT_TOO_LONG);
    }

    @Test
    void otherException_thatHasAStatus_isClassifiedByIt() {
        Failure failure = classifiers.classify(new StatusCarrier());

        assertThat(failure.kind()).isEqualTo(OVERLOADED);
        assertThat(failure.status()).isEqualTo(503);
    }

    /** What some client that nobody here knows may throw. */
    public static final class StatusCarrier extends RuntimeException {

        public int getStatusCode() {
            return 503;
        }
    }
}
