package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The errors of Mistral's and DeepSeek's APIs, on the way on which Spring AI's clients for them hear of errors. */
class MistralAndDeepSeekFailuresTest {

    private static final ProviderSimulator simulator = ProviderSimulator.start();

    private final FailureClassifiers classifiers =
            FailureClassifiers.create(List.of(), () -> Instant.parse("2026-03-01T12:00:00Z"));

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @BeforeEach
    void heal() {
        simulator.heal();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            401 | {"message":"Unauthorized","request_id":"1"}                                                    | AUTHENTICATION
            403 | {"message":"Forbidden"}                                                                        | AUTHENTICATION
            429 | {"object":"error","message":"Requests rate limit exceeded","type":"rate_limited","code":"1300"} | RATE_LIMITED
            429 | {"object":"error","message":"Service tier capacity exceeded for this model.","type":"service_tier_capacity_exceeded","code":"3505"} | RATE_LIMITED
            402 | {"detail":"You have exceeded your monthly budget"}                                             | QUOTA_EXHAUSTED
            404 | {"object":"error","message":"no Route matched with those values"}                              | MODEL_NOT_FOUND
            400 | {"object":"error","message":"Invalid model: x","type":"invalid_model","code":"1500"}           | MODEL_NOT_FOUND
            400 | {"object":"error","message":"Prompt contains 40000 tokens, too large for model with 32768 maximum context length","type":"invalid_request_message","code":"3051"} | CONTEXT_TOO_LONG
            422 | {"object":"error","message":{"detail":[{"type":"missing","loc":["body","messages"],"msg":"Field required"}]},"type":"invalid_request_error"} | INVALID_REQUEST
            500 | {"object":"error","message":"Internal server error","type":"internal_server_error","code":"1000"} | SERVER_ERROR
            503 | {"object":"error","message":"Service unavailable.","type":"internal_server_error"}             | OVERLOADED
            502 | <html>Bad Gateway</html>                                                                       | SERVER_ERROR
            401 | {"error":{"message":"Authentication Fails","type":"authentication_error","code":"invalid_request_error"}} | AUTHENTICATION
            402 | {"error":{"message":"Insufficient Balance","type":"unknown_error","code":"invalid_request_error"}} | QUOTA_EXHAUSTED
            400 | {"error":{"message":"Model Not Exist","type":"invalid_request_error","code":"invalid_request_error"}} | MODEL_NOT_FOUND
            400 | {"error":{"message":"This model's maximum context length is 65536 tokens.","type":"invalid_request_error"}} | CONTEXT_TOO_LONG
            400 | {"error":{"message":"Content Exists Risk","type":"invalid_request_error","code":"invalid_request_error"}} | CONTENT_FILTERED
            400 | {"error":{"message":"Failed to deserialize the JSON body","type":"invalid_request_error"}}     | INVALID_REQUEST
            429 | {"error":{"message":"Rate limit reached","type":"rate_limit_error"}}                           | RATE_LIMITED
            500 | {"error":{"message":"Server Error","type":"server_error"}}                                     | SERVER_ERROR
            503 | {"error":{"message":"Server Overloaded","type":"server_error"}}                                | OVERLOADED
            """)
    void error_ofTheApi_isUnderstoodWithEitherHandlerAndInAStream(int status, String body, FailureKind kind) {
        simulator.always(Behavior.status(status, body));
        for (Failure failure : everyWay(RealClient.PATIENT)) {
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.status()).isEqualTo(status);
            assertThat(failure.retryAfter()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"429, Retry-After, 7, PT7S", "429, retry-after-ms, 250, PT0.25S", "503, Retry-After, 7, PT7S"})
    void retryAfter_withOurHandlerAndInAStream_isKept(int status, String header, String value, Duration expected) {
        simulator.always(Behavior.status(status, "{}").and(Behavior.withHeader(header, value)));
        List<Failure> failures = everyWay(RealClient.PATIENT);
        assertThat(failures.get(0).retryAfter()).as("Spring AI's own handler").isNull();
        assertThat(failures.get(1).retryAfter()).isEqualTo(expected);
        assertThat(failures.get(2).retryAfter()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"refuse, CONNECTION", "reset, CONNECTION", "hang, NO_RESPONSE"})
    void provider_thatCannotBeReached_isBlamedForThat(String fault, FailureKind kind) {
        simulator.always(
                switch (fault) {
                    case "refuse" -> Behavior.refuse();
                    case "reset" -> Behavior.resetBeforeHeaders();
                    default -> Behavior.hangBeforeHeaders();
                });
        Duration timeout = fault.equals("hang") ? Duration.ofMillis(300) : RealClient.PATIENT;
        assertThat(everyWay(timeout))
                .allSatisfy(failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    /** By a call with Spring AI's handler, by a call with ours, and by a stream. */
    private List<Failure> everyWay(Duration timeout) {
        RestApi theirs = RestApi.withSpringAisHandler(simulator.baseUrl(), timeout);
        RestApi ours = RestApi.withOurHandler(simulator.baseUrl(), timeout);
        return List.of(
                classifiers.classify(thrownBy(theirs::call)),
                classifiers.classify(thrownBy(ours::call)),
                classifiers.classify(thrownBy(ours::stream)));
    }

    private static Throwable thrownBy(Request request) {
        @Nullable Throwable thrown = catchThrowable(request::send);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private interface Request {
        @Nullable
        Object send();
    }
}
