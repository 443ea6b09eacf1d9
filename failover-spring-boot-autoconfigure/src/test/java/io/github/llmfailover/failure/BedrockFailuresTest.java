package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;

/** What the AWS SDK throws for the errors of Bedrock's Converse API. */
class BedrockFailuresTest {

    private static final ErrorServer server = new ErrorServer();

    private final FailureClassifiers classifiers =
            FailureClassifiers.create(List.of(), () -> Instant.parse("2026-03-01T12:00:00Z"));

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            429 | ThrottlingException           | Too many requests, please wait before trying again.       | RATE_LIMITED
            429 | ThrottlingException           | Too many tokens per day, please wait before trying again. | QUOTA_EXHAUSTED
            400 | ServiceQuotaExceededException | Your request exceeds the service quota for your account.  | QUOTA_EXHAUSTED
            403 | AccessDeniedException         | You don't have access to the model with the specified model ID. | AUTHENTICATION
            403 | UnrecognizedClientException   | The security token included in the request is invalid.    | AUTHENTICATION
            403 | ExpiredTokenException         | The security token included in the request is expired     | AUTHENTICATION
            403 | InvalidSignatureException     | The request signature we calculated does not match.       | AUTHENTICATION
            404 | ResourceNotFoundException     | Could not resolve the foundation model from the provided model identifier. | MODEL_NOT_FOUND
            400 | ValidationException           | The provided model identifier is invalid.                 | MODEL_NOT_FOUND
            400 | ValidationException           | Invocation of model ID x with on-demand throughput isn't supported. Retry your request with the ID or ARN of an inference profile that contains this model. | MODEL_NOT_FOUND
            400 | ValidationException           | Input is too long for requested model.                    | CONTEXT_TOO_LONG
            400 | ValidationException           | The model returned the following errors: Input is too long for requested model. | CONTEXT_TOO_LONG
            400 | ValidationException           | The model returned the following errors: prompt is too long: 210000 tokens > 200000 maximum | CONTEXT_TOO_LONG
            400 | ValidationException           | The model returned the following errors: input length and `max_tokens` exceed context limit: 3 + 4 > 5 | CONTEXT_TOO_LONG
            400 | ValidationException           | The model returned the following errors: Output blocked by content filtering policy | CONTENT_FILTERED
            400 | ValidationException           | Malformed input request, please reformat your input and try again. | INVALID_REQUEST
            408 | ModelTimeoutException         | The request took too long to process.                     | NO_RESPONSE
            424 | ModelErrorException           | The request failed due to an error while processing the model. | SERVER_ERROR
            429 | ModelNotReadyException        | The model specified in the request is not ready to serve inference requests. | OVERLOADED
            500 | InternalServerException       | An internal server error occurred.                        | SERVER_ERROR
            503 | ServiceUnavailableException   | The service isn't currently available.                    | OVERLOADED
            400 | SomethingNewException         | What is this?                                             | INVALID_REQUEST
            """)
    void error_ofTheApi_isUnderstood(int status, String type, String message, FailureKind kind) {
        server.answers(status, Map.of("x-amzn-ErrorType", type), "{\"message\":\"" + message + "\"}");

        Failure failure = call(server.baseUrl(), 20_000);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.retryAfter()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "429, ThrottlingException, RATE_LIMITED, PT7S",
        "503, ServiceUnavailableException, OVERLOADED, PT7S",
        "403, AccessDeniedException, AUTHENTICATION,"
    })
    void retryAfter_ofTheResponse_isRead(int status, String type, FailureKind kind, @Nullable Duration retryAfter) {
        server.answers(status, Map.of("x-amzn-ErrorType", type, "Retry-After", "7"), "{\"message\":\"no\"}");

        Failure failure = call(server.baseUrl(), 20_000);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.retryAfter()).isEqualTo(retryAfter);
    }

    @Test
    void server_thatIsNotThere_isAConnectionFailure() {
        ErrorServer gone = new ErrorServer();
        gone.close();
        assertThat(call(gone.baseUrl(), 20_000).kind()).isEqualTo(FailureKind.CONNECTION);
    }

    @Test
    void server_thatDoesNotAnswerInTime_isNoResponse() {
        try (SilentServer silent = new SilentServer()) {
            assertThat(call(silent.baseUrl(), 300).kind()).isEqualTo(FailureKind.NO_RESPONSE);
        }
    }

    @Test
    void errorInsideAStream_asTheAsyncClientSignalsIt_isTheServers() {
        Throwable error = ModelStreamErrorException.builder()
                .message("The model produced an invalid stream.")
                .originalStatusCode(500)
                .statusCode(424)
                .build();
        assertThat(classifiers.classify(new CompletionException(error)).kind()).isEqualTo(FailureKind.SERVER_ERROR);
    }

    @Test
    void client_withoutCredentials_isNotAuthenticated() {
        Throwable error =
                SdkClientException.create("Unable to load credentials from any of the providers in the chain");
        assertThat(classifiers.classify(error).kind()).isEqualTo(FailureKind.AUTHENTICATION);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Acquire operation took longer than the configured maximum time. This indicates that a request cannot get a connection.
            Maximum pending connection acquisitions exceeded. The request rate is too high for the client to keep up.
            """)
    void client_withoutAConnectionToSpare_blamesNobody(String message) {
        Throwable error = SdkClientException.create(
                "Unable to execute HTTP request: " + message, new IllegalStateException(message));
        assertThat(classifiers.classify(error).kind()).isEqualTo(FailureKind.LOCAL_EXHAUSTION);
    }

    @Test
    void client_whoseOwnLimitForTheCallPassed_hasNoResponse() {
        assertThat(classifiers.classify(ApiCallTimeoutException.create(300)).kind())
                .isEqualTo(FailureKind.NO_RESPONSE);
    }

    private Failure call(String endpoint, int timeoutMillis) {
        try (BedrockRuntimeClient client = BedrockRuntimeClient.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .overrideConfiguration(overrides -> overrides
                        .apiCallTimeout(Duration.ofMillis(timeoutMillis))
                        .retryStrategy(retries -> retries.maxAttempts(1)))
                .build()) {
            return classifiers.classify(catchThrowable(() -> client.converse(request -> request.modelId("model"))));
        }
    }
}
