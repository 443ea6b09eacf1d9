package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.RawClient.Received;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Errors in the vendors' own words. */
class WireErrorsTest {

    private final ProviderSimulator simulator = ProviderSimulator.start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "rateLimited, 429, requests, rate_limit_exceeded",
                "quotaExhausted, 429, insufficient_quota, insufficient_quota",
                "unauthorized, 401, invalid_request_error, invalid_api_key",
                "modelNotFound, 404, invalid_request_error, model_not_found",
                "overloaded, 503, server_error, null",
                "serverError, 500, server_error, null",
                "contextTooLong, 400, invalid_request_error, context_length_exceeded",
                "contentFiltered, 400, invalid_request_error, content_filter",
                "invalidRequest, 400, invalid_request_error, invalid_value",
                "paymentRequired, 402, unknown_error, invalid_request_error"
            })
    void openAi_problem_hasTypeAndCode(String behavior, int status, String type, String code) {
        JsonNode error = error("/v1/chat/completions", behavior, status).path("error");

        assertThat(error.path("type").asString()).isEqualTo(type);
        assertThat(error.path("code").asString(null)).isEqualTo(code);
        assertThat(error.path("message").asString()).isNotBlank();
        assertThat(error.has("param")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "rateLimited, 429, rate_limit_error",
        "quotaExhausted, 400, invalid_request_error",
        "unauthorized, 401, authentication_error",
        "modelNotFound, 404, not_found_error",
        "overloaded, 529, overloaded_error",
        "serverError, 500, api_error",
        "contextTooLong, 400, invalid_request_error",
        "contentFiltered, 400, invalid_request_error",
        "invalidRequest, 400, invalid_request_error",
        "paymentRequired, 402, billing_error"
    })
    void anthropic_problem_hasType(String behavior, int status, String type) {
        JsonNode body = error("/v1/messages", behavior, status);

        assertThat(body.path("type").asString()).isEqualTo("error");
        assertThat(body.path("error").path("type").asString()).isEqualTo(type);
        assertThat(body.path("error").path("message").asString()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "rateLimited, 429",
        "quotaExhausted, 429",
        "unauthorized, 401",
        "modelNotFound, 404",
        "overloaded, 503",
        "serverError, 500",
        "contextTooLong, 400",
        "contentFiltered, 400",
        "invalidRequest, 400",
        "paymentRequired, 402"
    })
    void ollama_problem_isAText(String behavior, int status) {
        JsonNode body = error("/api/chat", behavior, status);

        assertThat(body.path("error").asString()).isNotBlank();
        assertThat(body.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "401, authentication_error",
        "403, permission_error",
        "413, request_too_large",
        "422, invalid_request_error",
        "429, rate_limit_error",
        "503, api_error",
        "504, timeout_error",
        "529, overloaded_error"
    })
    void anthropic_plainStatus_hasItsType(int status, String type) {
        simulator.next(Behavior.status(status));

        Received received = exchange("/v1/messages");

        assertThat(received.head()).startsWith("HTTP/1.1 " + status);
        assertThat(received.body()).contains("\"type\":\"" + type + "\"");
    }

    private JsonNode error(String path, String behavior, int status) {
        simulator.next(Behaviors.parse(Map.of("behavior", behavior)));
        Received received = exchange(path);
        assertThat(received.head()).startsWith("HTTP/1.1 " + status + " ");
        return JsonMapper.shared().readTree(received.body());
    }

    private Received exchange(String path) {
        try (RawClient client = new RawClient(simulator)) {
            return client.send(RawClient.postAndClose(path, RawClient.OPENAI_STREAM))
                    .readAll();
        }
    }
}
