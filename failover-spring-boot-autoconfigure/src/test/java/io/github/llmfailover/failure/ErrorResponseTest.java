package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorResponseTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(textBlock = """
            400, INVALID_REQUEST
            401, AUTHENTICATION
            402, QUOTA_EXHAUSTED
            403, AUTHENTICATION
            404, MODEL_NOT_FOUND
            405, UNKNOWN
            407, AUTHENTICATION
            408, SERVER_ERROR
            409, SERVER_ERROR
            410, MODEL_NOT_FOUND
            413, CONTEXT_TOO_LONG
            415, UNKNOWN
            422, INVALID_REQUEST
            425, SERVER_ERROR
            429, RATE_LIMITED
            451, UNKNOWN
            302, UNKNOWN
            500, SERVER_ERROR
            501, SERVER_ERROR
            502, SERVER_ERROR
            503, OVERLOADED
            504, SERVER_ERROR
            520, SERVER_ERROR
            529, OVERLOADED
            """)
    void status_withoutBody_tellsTheKind(int status, FailureKind kind) {
        assertThat(ErrorResponse.withoutHeaders(status, ErrorBody.NONE).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            429 | {"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}} | QUOTA_EXHAUSTED
            400 | {"error":{"code":"billing_hard_limit_reached","type":"invalid_request_error","message":"Billing hard limit"}} | QUOTA_EXHAUSTED
            400 | {"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}} | QUOTA_EXHAUSTED
            400 | {"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits."}} | QUOTA_EXHAUSTED
            429 | {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"You exceeded your current quota, please check your plan"}} | RATE_LIMITED
            429 | {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota exceeded","details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]},{"retryDelay":"36s"}]}} | QUOTA_EXHAUSTED
            429 | {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota exceeded","details":[{"violations":[{"quotaId":"GenerateRequestsPerMinutePerProject"}]},{"retryDelay":"36s"}]}} | RATE_LIMITED
            429 | {"error":{"message":"Rate limit reached for gpt-x on requests per day (RPD): Limit 200, Used 200. Please try again in 7m12s.","type":"requests","code":"rate_limit_exceeded"}} | RATE_LIMITED
            429 | {"message":"Too many tokens, please wait before trying again."} | RATE_LIMITED
            404 | {"error":{"code":"model_not_found","message":"The model x does not exist"}} | MODEL_NOT_FOUND
            404 | {"error":"model \\"x\\" not found, try pulling it first"} | MODEL_NOT_FOUND
            400 | {"error":"model 'x' not found"} | MODEL_NOT_FOUND
            400 | {"object":"error","message":"Invalid model: x","type":"invalid_model","code":"1500"} | MODEL_NOT_FOUND
            400 | {"message":"The provided model identifier is invalid."} | MODEL_NOT_FOUND
            404 | {"error":{"code":"DeploymentNotFound","message":"The API deployment does not exist."}} | MODEL_NOT_FOUND
            400 | {"error":{"code":"context_length_exceeded","message":"too long","type":"invalid_request_error"}} | CONTEXT_TOO_LONG
            400 | {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}} | CONTEXT_TOO_LONG
            400 | {"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 3 + 4 > 5"}} | CONTEXT_TOO_LONG
            400 | {"message":"This model's maximum context length is 8192 tokens."} | CONTEXT_TOO_LONG
            400 | {"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}} | CONTEXT_TOO_LONG
            400 | {"message":"Input is too long for requested model."} | CONTEXT_TOO_LONG
            413 | {"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}} | CONTEXT_TOO_LONG
            400 | {"error":{"code":"content_policy_violation","message":"no"}} | CONTENT_FILTERED
            400 | {"error":{"code":"content_filter","message":"no","innererror":{"code":"ResponsibleAIPolicyViolation"}}} | CONTENT_FILTERED
            400 | {"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}} | CONTENT_FILTERED
            400 | {"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}} | AUTHENTICATION
            401 | {"error":{"code":"invalid_api_key","type":"invalid_request_error","message":"Incorrect API key provided: sk-x."}} | AUTHENTICATION
            500 | {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}} | OVERLOADED
            500 | {"type":"error","error":{"type":"api_error","message":"the model was not found in the cache"}} | SERVER_ERROR
            400 | {"type":"error","error":{"type":"invalid_request_error","message":"This model does not support assistant message prefill."}} | INVALID_REQUEST
            400 | {"error":"registry.ollama.ai/library/x does not support tools"} | INVALID_REQUEST
            404 | <!DOCTYPE html><html><body>no such app</body></html> | SERVER_ERROR
            400 | <html><h1>400 Bad Request</h1></html> | SERVER_ERROR
            403 | <html>blocked</html> | AUTHENTICATION
            429 | <html>slow down</html> | RATE_LIMITED
            502 | <html>Bad Gateway</html> | SERVER_ERROR
            """)
    void body_withItsStatus_tellsTheKind(int status, String body, FailureKind kind) {
        assertThat(ErrorResponse.withoutHeaders(status, ErrorBody.parse(body)).kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            rate_limit_error,         RATE_LIMITED
            rate_limit_exceeded,      RATE_LIMITED
            authentication_error,     AUTHENTICATION
            permission_error,         AUTHENTICATION
            not_found_error,          MODEL_NOT_FOUND
            overloaded_error,         OVERLOADED
            api_error,                SERVER_ERROR
            server_error,             SERVER_ERROR
            timeout_error,            SERVER_ERROR
            billing_error,            QUOTA_EXHAUSTED
            request_too_large,        CONTEXT_TOO_LONG
            invalid_request_error,    INVALID_REQUEST
            a_new_one,                SERVER_ERROR
            503,                      OVERLOADED
            429,                      RATE_LIMITED
            """)
    void errorInsideAnAnswer_whoseStatusIs200_isNamedByItself(String type, FailureKind kind) {
        ErrorBody body = ErrorBody.of(Map.of("error", Map.of("type", type, "message", "")));
        assertThat(ErrorResponse.withoutHeaders(200, body).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"error":{"code":429,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"36s"}]}} | PT36S
            {"error":{"message":"Please retry in 12.5s."}}                             | PT12.5S
            {"error":{"message":"Rate limit reached. Please try again in 6m0s."}}      | PT6M
            {"error":{"message":"Rate limit reached. Please try again in 86ms. See"}}  | PT0.086S
            {"error":{"message":"Please try again in 99999999h."}}                     | PT10M
            {"error":{"message":"Please try again in five minutes."}}                  |
            {"error":{"message":"Please try again in 20seconds"}}                      |
            """)
    void rateLimit_withoutHeaders_takesTheHintOfItsBody(String body, Duration expected) {
        assertThat(ErrorResponse.withoutHeaders(429, ErrorBody.parse(body))
                        .failure(new RuntimeException(), NOW)
                        .retryAfter())
                .isEqualTo(expected);
    }

    @Test
    void requestsOwnFault_withRetryAfter_hasNoTimeToWait() {
        ErrorResponse response = new ErrorResponse(400, ErrorBody.NONE, name -> List.of("5"));
        assertThat(response.failure(new RuntimeException(), NOW).retryAfter()).isNull();
    }

    @Test
    void overloaded_withRetryAfter_tellsIt() {
        ErrorResponse response =
                new ErrorResponse(503, ErrorBody.NONE, name -> name.equals("retry-after") ? List.of("5") : List.of());
        assertThat(response.failure(new RuntimeException(), NOW).retryAfter()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void identifier_insideAMessage_isNotTakenForTheErrorsName() {
        ErrorBody body = ErrorBody.parse(
                "{\"error\":{\"message\":\"bad value \\\"code\\\": \\\"insufficient_quota\\\"\",\"code\":\"invalid_value\"}}");
        assertThat(body.names()).containsExactly("invalid_value");
        assertThat(ErrorResponse.withoutHeaders(400, body).kind()).isEqualTo(FailureKind.INVALID_REQUEST);
    }

    @Test
    void body_thatIsCutOff_isReadAsFarAsItGoes() {
        assertThat(ErrorBody.parse("{\"error\":{\"code\":\"model_not_found\",\"mess")
                        .names())
                .containsExactly("model_not_found");
    }

    @Test
    void body_deeplyNested_exhaustsNothing() {
        String deep = "{\"error\":".repeat(100_000) + "\"x\"";
        assertThat(ErrorBody.parse(deep).html()).isFalse();
        assertThat(ErrorBody.parse("[".repeat(1_000_000) + "{").names()).isEmpty();
    }

    @Test
    void body_ofRandomBytes_neverThrows() {
        Random random = new Random(7);
        String alphabet = "{}[]\":,\\u0041nte-+.0123456789 error code message type \u0000\ud83d";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder body = new StringBuilder("{");
            for (int c = random.nextInt(60); c > 0; c--) {
                body.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(ErrorResponse.withoutHeaders(400, ErrorBody.parse(body.toString()))
                            .kind())
                    .isNotNull();
        }
    }

    @Test
    void toString_ofBodyAndResponse_showsNothingOfTheBody() {
        ErrorResponse response = ErrorResponse.withoutHeaders(400, ErrorBody.parse("{\"message\":\"secret\"}"));
        assertThat(response.toString() + response.body()).doesNotContain("secret");
    }
}
