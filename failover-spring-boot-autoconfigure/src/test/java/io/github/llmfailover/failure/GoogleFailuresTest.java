package io.github.llmfailover.failure;

import static io.github.llmfailover.failure.FailureKind.CONTENT_FILTERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.genai.Client;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Google's own SDK throws for its API's errors, wrapped as Spring AI's model wraps it. */
class GoogleFailuresTest {

    private static final ErrorServer server = new ErrorServer();

    private final FailureClassifiers classifiers =
            FailureClassifiers.create(List.of(), () -> Instant.parse("2026-03-01T12:00:00Z"));

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | INVALID_ARGUMENT    | Invalid JSON payload received.                                               | INVALID_REQUEST  |
            400 | INVALID_ARGUMENT    | API key not valid. Please pass a valid API key.                              | AUTHENTICATION   |
            400 | INVALID_ARGUMENT    | The input token count (1200000) exceeds the maximum number of tokens allowed (1048576). | CONTEXT_TOO_LONG |
            400 | FAILED_PRECONDITION | User location is not supported for the API use.                              | AUTHENTICATION   |
            400 | FAILED_PRECONDITION | Gemini API free tier is not available in your country. Please enable billing on your project in Google AI Studio. | QUOTA_EXHAUSTED |
            400 | FAILED_PRECONDITION | Precondition check failed.                                                   | MODEL_NOT_FOUND  |
            401 | UNAUTHENTICATED     | Request had invalid authentication credentials.                              | AUTHENTICATION   |
            403 | PERMISSION_DENIED   | Your API key was reported as leaked.                                         | AUTHENTICATION   |
            404 | NOT_FOUND           | models/gemini-0 is not found for API version v1beta                          | MODEL_NOT_FOUND  |
            429 | RESOURCE_EXHAUSTED  | Resource has been exhausted (e.g. check quota).                              | RATE_LIMITED     |
            429 | RESOURCE_EXHAUSTED  | You exceeded your current quota, please check your plan and billing details. Please retry in 36.5s. | RATE_LIMITED | PT36.5S
            429 | RESOURCE_EXHAUSTED  | Quota exceeded for metric: generate_requests_per_day, limit: 50              | QUOTA_EXHAUSTED  |
            429 | RESOURCE_EXHAUSTED  | Quota exceeded for quota metric 'Generate Content API requests per minute' and limit 'per minute' | RATE_LIMITED |
            499 | CANCELLED           | The operation was cancelled.                                                 | SERVER_ERROR     |
            500 | INTERNAL            | An internal error has occurred.                                              | SERVER_ERROR     |
            503 | UNAVAILABLE         | The model is overloaded. Please try again later.                             | OVERLOADED       |
            504 | DEADLINE_EXCEEDED   | Deadline expired before operation could complete.                            | SERVER_ERROR     |
            """)
    void error_ofTheApi_isUnderstoodInCallAndStream(
            int status, String name, String message, FailureKind kind, @Nullable Duration retryAfter) {
        server.answers(
                status,
                Map.of(),
                "{\"error\":{\"code\":%d,\"message\":\"%s\",\"status\":\"%s\"}}".formatted(status, message, name));
        try (Client client = client(server.baseUrl(), 20_000)) {
            for (Failure failure : List.of(call(client), stream(client))) {
                assertThat(failure.kind()).isEqualTo(kind);
                assertThat(failure.status()).isEqualTo(status);
                assertThat(failure.retryAfter()).isEqualTo(retryAfter);
            }
        }
    }

    @Test
    void page_ofAGateway_isItsServersError() {
        server.answers(502, Map.of("Content-Type", "text/html"), "<html>Bad Gateway</html>");
        try (Client client = client(server.baseUrl(), 20_000)) {
            assertThat(call(client).kind()).isEqualTo(FailureKind.SERVER_ERROR);
            assertThat(stream(client).kind()).isEqualTo(FailureKind.SERVER_ERROR);
        }
    }

    @Test
    void server_thatIsNotThere_isAConnectionFailure() {
        ErrorServer gone = new ErrorServer();
        gone.close();
        try (Client client = client(gone.baseUrl(), 20_000)) {
            assertThat(call(client).kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(stream(client).kind()).isEqualTo(FailureKind.CONNECTION);
        }
    }

    @Test
    void server_thatDoesNotAnswerInTime_isNoResponse() {
        try (SilentServer silent = new SilentServer();
                Client client = client(silent.baseUrl(), 300)) {
            assertThat(call(client).kind()).isEqualTo(FailureKind.NO_RESPONSE);
            assertThat(stream(client).kind()).isEqualTo(FailureKind.NO_RESPONSE);
        }
    }

    /**
     * A candidate that was stopped for {@code SAFETY} has no content, and Spring AI's model trips over that before it has
     * read why.
     */
    @Test
    void candidateWithoutContent_asSpringAiTripsOverIt_wasFiltered() {
        NoSuchElementException thrown = new NoSuchElementException("No value present");
        thrown.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.util.Optional", "get", "Optional.java", 143),
            new StackTraceElement(
                    "org.springframework.ai.google.genai.GoogleGenAiChatModel",
                    "responseCandidateToGeneration",
                    "GoogleGenAiChatModel.java",
                    590)
        });
        assertThat(classifiers.classify(thrown).kind()).isEqualTo(CONTENT_FILTERED);
        assertThat(classifiers
                        .classify(new NoSuchElementException("No value present"))
                        .kind())
                .isEqualTo(FailureKind.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SAFETY", "PROHIBITED_CONTENT", "RECITATION", "BLOCKLIST", "SPII", "IMAGE_SAFETY"})
    void finishReason_ofABlockedAnswer_isFiltered(String reason) {
        assertThat(new AnswerEnd(FinishReason.of(reason), true, false, false, false).failure())
                .isEqualTo(CONTENT_FILTERED);
    }

    private Failure call(Client client) {
        return classify(catchThrowable(() -> client.models.generateContent("gemini-test", "hi", null)));
    }

    private Failure stream(Client client) {
        return classify(catchThrowable(() ->
                client.models.generateContentStream("gemini-test", "hi", null).forEach(response -> {})));
    }

    private Failure classify(Throwable thrown) {
        return classifiers.classify(new RuntimeException("Failed to generate content", thrown));
    }

    private static Client client(String baseUrl, int timeoutMillis) {
        return Client.builder()
                .apiKey("key")
                .httpOptions(HttpOptions.builder()
                        .baseUrl(baseUrl)
                        .timeout(timeoutMillis)
                        .retryOptions(HttpRetryOptions.builder()
                                .attempts(1)
                                .initialDelay(0.001)
                                .maxDelay(0.001)
                                .build())
                        .build())
                .build();
    }
}
