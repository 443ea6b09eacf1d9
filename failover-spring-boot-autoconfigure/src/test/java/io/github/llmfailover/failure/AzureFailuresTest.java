package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.model.ChatModel;

/** What Azure OpenAI and Foundry answer, through the OpenAI client, which serves them. */
class AzureFailuresTest {

    private static final ProviderSimulator simulator = ProviderSimulator.start();

    private static @Nullable ChatModel model;

    private final FailureClassifiers classifiers =
            FailureClassifiers.create(List.of(), () -> Instant.parse("2026-03-01T12:00:00Z"));

    @BeforeAll
    static void start() {
        model = RealClient.OPENAI.at(simulator.baseUrl(), "key", RealClient.PATIENT);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            429 |                      | {"error":{"code":"429","message":"Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 8 seconds."}} | RATE_LIMITED | PT8S
            429 | retry-after-ms: 1500 | {"error":{"code":"429","message":"Please retry after 2 seconds."}}                             | RATE_LIMITED     | PT1.5S
            429 | Retry-After: 21      | {"error":{"code":"RateLimitReached","message":"Rate limit of 1 per 60s exceeded."}}            | RATE_LIMITED     | PT21S
            429 |                      | {"error":{"code":"NoCapacity","message":"The system is currently experiencing high demand."}}  | RATE_LIMITED     |
            429 |                      | {"error":{"code":"insufficient_quota","message":"You exceeded your current quota."}}           | QUOTA_EXHAUSTED  |
            401 |                      | {"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint."}} | AUTHENTICATION |
            401 |                      | {"error":{"code":"PermissionDenied","message":"The principal lacks the required data action."}} | AUTHENTICATION   |
            403 |                      | {"error":{"code":"403","message":"Access denied due to Virtual Network/Firewall rules."}}      | AUTHENTICATION   |
            404 |                      | {"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}} | MODEL_NOT_FOUND |
            404 |                      | {"error":{"code":"404","message":"Resource not found"}}                                        | MODEL_NOT_FOUND  |
            400 |                      | {"error":{"code":"unavailable_model","message":"Unavailable model: x"}}                        | MODEL_NOT_FOUND  |
            400 |                      | {"error":{"code":"context_length_exceeded","message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error"}} | CONTEXT_TOO_LONG |
            413 |                      | {"error":{"code":"tokens_limit_reached","message":"Request body too large for the model."}}    | CONTEXT_TOO_LONG |
            400 |                      | {"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true,"severity":"high"}}}}} | CONTENT_FILTERED |
            400 |                      | {"error":{"message":"no","code":null,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}    | CONTENT_FILTERED |
            400 |                      | {"error":{"code":"BadRequest","message":"The API version is not supported."}}                  | INVALID_REQUEST  |
            408 |                      | {"error":{"code":"Timeout","message":"The operation was timeout."}}                            | SERVER_ERROR     |
            500 |                      | {"error":{"code":"InternalServerError","message":"Backend returned unexpected response."}}     | SERVER_ERROR     |
            503 | Retry-After: 9       | {"error":{"code":"ServiceUnavailable","message":"The service is temporarily unable to process your request."}} | OVERLOADED | PT9S
            424 |                      | {"error":{"code":"FailedDependency","message":"The model deployment failed."}}                 | SERVER_ERROR     |
            """)
    void error_ofAzure_isUnderstoodInCallAndStream(
            int status, @Nullable String header, String body, FailureKind kind, @Nullable Duration retryAfter) {
        Behavior behavior = Behavior.status(status, body);
        if (header != null) {
            String[] parts = header.split(": ");
            behavior = behavior.and(Behavior.withHeader(parts[0], parts[1]));
        }
        simulator.always(behavior);
        ChatModel azure = Objects.requireNonNull(model);
        for (Failure failure :
                new Failure[] {RealClient.call(azure, "hi", classifiers), RealClient.stream(azure, "hi", classifiers)
                }) {
            assertThat(failure).isNotNull();
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.status()).isEqualTo(status);
            assertThat(failure.retryAfter()).isEqualTo(retryAfter);
        }
    }
}
