package io.github.llmfailover.failure;

import static io.github.llmfailover.failure.FailureKind.AUTHENTICATION;
import static io.github.llmfailover.failure.FailureKind.CONNECTION;
import static io.github.llmfailover.failure.FailureKind.CONTEXT_TOO_LONG;
import static io.github.llmfailover.failure.FailureKind.INVALID_REQUEST;
import static io.github.llmfailover.failure.FailureKind.MODEL_NOT_FOUND;
import static io.github.llmfailover.failure.FailureKind.NO_RESPONSE;
import static io.github.llmfailover.failure.FailureKind.OVERLOADED;
import static io.github.llmfailover.failure.FailureKind.QUOTA_EXHAUSTED;
import static io.github.llmfailover.failure.FailureKind.RATE_LIMITED;
import static io.github.llmfailover.failure.FailureKind.SERVER_ERROR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.GenAiIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
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
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockExceptions.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockExceptions.ModelErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockExceptions.ModelNotReadyException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockExceptions.ModelTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockExceptions.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockExceptions.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockExceptions.ValidationException;

class ForeignClientFailuresTest {

    private final FailureClassifiers classifiers =
            FailureClassifiers.create(List.of(), () -> Instant.parse("2026-03-01T12:00:00Z"));

    static Stream<Arguments> google() {
        return Stream.of(
                arguments(new ClientException(400, "INVALID_ARGUMENT", "Invalid JSON payload."), INVALID_REQUEST, 400),
                arguments(
                        new ClientException(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid one."),
                        AUTHENTICATION,
                        400),
                arguments(
                        new ClientException(
                                400,
                                "INVALID_ARGUMENT",
                                "The input token count (9) exceeds the maximum number of tokens allowed (8)."),
                        CONTEXT_TOO_LONG,
                        400),
                arguments(new ClientException(403, "PERMISSION_DENIED", "no"), AUTHENTICATION, 403),
                arguments(new ClientException(404, "NOT_FOUND", "models/x is not found"), MODEL_NOT_FOUND, 404),
                arguments(new ClientException(429, "RESOURCE_EXHAUSTED", "quota"), RATE_LIMITED, 429),
                arguments(new ApiException(500, "INTERNAL", "An internal error"), SERVER_ERROR, 500),
                arguments(new ApiException(503, "UNAVAILABLE", "The model is overloaded."), OVERLOADED, 503),
                arguments(new ApiException(504, "DEADLINE_EXCEEDED", "Deadline expired"), SERVER_ERROR, 504),
                arguments(new GenAiIOException("Failed to execute", new ConnectException("refused")), CONNECTION, 0),
                arguments(new GenAiIOException("Failed", new SocketTimeoutException("timeout")), NO_RESPONSE, 0));
    }

    @ParameterizedTest
    @MethodSource("google")
    void googleError_wrappedAsSpringAiDoes_hasItsKind(RuntimeException error, FailureKind kind, int status) {
        Failure failure = classifiers.classify(new RuntimeException("Failed to generate content", error));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.cause()).isSameAs(error);
    }

    @Test
    void googleRateLimit_withSentenceAboutRetry_tellsWhen() {
        Failure failure = classifiers.classify(
                new ClientException(429, "RESOURCE_EXHAUSTED", "You exceeded your quota. Please retry in 36.5s."));
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(36_500));
    }

    static Stream<Arguments> bedrock() {
        return Stream.of(
                arguments(new ThrottlingException("Too many requests"), RATE_LIMITED, 429),
                arguments(new ModelNotReadyException("not ready"), OVERLOADED, 429),
                arguments(new ModelTimeoutException("took too long"), NO_RESPONSE, 408),
                arguments(new ModelErrorException("model failed"), SERVER_ERROR, 424),
                arguments(new AccessDeniedException("You don't have access to the model"), AUTHENTICATION, 403),
                arguments(new ResourceNotFoundException("Could not resolve the model"), MODEL_NOT_FOUND, 404),
                arguments(new ValidationException("Malformed input request"), INVALID_REQUEST, 400),
                arguments(new ValidationException("Input is too long for requested model."), CONTEXT_TOO_LONG, 400),
                arguments(new ValidationException("The provided model identifier is invalid."), MODEL_NOT_FOUND, 400),
                arguments(new SdkServiceException(500, "internal"), SERVER_ERROR, 500),
                arguments(new ApiCallTimeoutException("Client execution did not complete"), NO_RESPONSE, 0),
                arguments(
                        new SdkClientException("Unable to execute HTTP request", new ConnectException("refused")),
                        CONNECTION,
                        0),
                arguments(
                        new SdkClientException("Unable to load credentials from any of the providers", null),
                        AUTHENTICATION,
                        0));
    }

    @ParameterizedTest
    @MethodSource("bedrock")
    void bedrockError_byClassName_hasItsKind(RuntimeException error, FailureKind kind, int status) {
        Failure failure = classifiers.classify(error);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(status);
    }

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
