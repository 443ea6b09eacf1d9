package io.github.llmfailover.gateway.answer;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.NoEligibleProviderException;
import io.github.llmfailover.NoProviderAvailableException;
import io.github.llmfailover.RequestRejectedException;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.UnknownTargetException;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.gateway.request.BadRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts failures into OpenAI's shape, with the status that its clients act on: they raise a typed exception by it, and try
 * again by themselves on 408, 409, 429 and 500 and above, after {@code Retry-After}. The messages are ours, which name
 * providers and kinds of failure; never those of causes.
 */
public final class CompletionErrors {

    private static final String OF_THE_REQUEST = "invalid_request_error";

    private static final String OF_THE_SERVER = "server_error";

    private static final String OF_THE_LIMIT = "rate_limit_error";

    /** Returns how a failure is told; nothing of it is told where it is not one of ours. */
    public CompletionError of(Throwable error) {
        if (error instanceof BadRequest bad) {
            return error(bad.status(), bad.getMessage(), OF_THE_REQUEST, bad.param(), bad.code());
        }
        if (error instanceof RequestRejectedException rejected) {
            return rejected(rejected);
        }
        if (error instanceof NoProviderAvailableException unavailable) {
            return unavailable(unavailable);
        }
        if (error instanceof AllProvidersFailedException failed) {
            return failed(failed);
        }
        if (error instanceof DeadlineExceededException) {
            return error(504, error.getMessage(), OF_THE_SERVER, null, "deadline_exceeded");
        }
        if (error instanceof NoEligibleProviderException) {
            return error(400, error.getMessage(), OF_THE_REQUEST, null, "no_eligible_provider");
        }
        if (error instanceof StreamInterruptedException) {
            return error(502, error.getMessage(), OF_THE_SERVER, null, "stream_interrupted");
        }
        if (error instanceof UnknownTargetException) {
            return unknownModel();
        }
        return error(
                500,
                "The gateway could not serve the request. What went wrong is in its log.",
                OF_THE_SERVER,
                null,
                "internal_error");
    }

    private static CompletionError rejected(RequestRejectedException rejected) {
        // All attempts failed by the request; the last one is why nobody else was asked.
        FailureKind kind = lastFailure(rejected);
        String code = kind == FailureKind.CONTEXT_TOO_LONG
                ? "context_length_exceeded"
                : kind == FailureKind.CONTENT_FILTERED ? "content_policy_violation" : "invalid_request";
        return error(
                400,
                rejected.getMessage(),
                OF_THE_REQUEST,
                kind == FailureKind.CONTEXT_TOO_LONG ? "messages" : null,
                code);
    }

    private static @Nullable FailureKind lastFailure(FailoverException exception) {
        List<AttemptReport> attempts = exception.report().attempts();
        for (int i = attempts.size() - 1; i >= 0; i--) {
            FailureKind failure = attempts.get(i).failure();
            if (failure != null && failure.fault() == FailureKind.Fault.REQUEST) {
                return failure;
            }
        }
        return null;
    }

    private static CompletionError unavailable(NoProviderAvailableException unavailable) {
        Duration retryAfter = unavailable.retryAfter();
        return unavailable.allResting()
                ? error(429, unavailable.getMessage(), OF_THE_LIMIT, null, "rate_limit_exceeded", retryAfter)
                : error(503, unavailable.getMessage(), OF_THE_SERVER, null, "no_provider_available", retryAfter);
    }

    private static CompletionError failed(AllProvidersFailedException failed) {
        List<AttemptReport> attempts = failed.report().attempts();
        if (allAre(FailureKind.MODEL_NOT_FOUND, attempts)) {
            return unknownModel();
        }
        if (allAre(FailureKind.RATE_LIMITED, attempts)) {
            return error(429, failed.getMessage(), OF_THE_LIMIT, null, "rate_limit_exceeded", failed.retryAfter());
        }
        boolean passing = attempts.stream().anyMatch(attempt -> isPassing(attempt.failure()));
        return error(
                passing ? 503 : 502,
                failed.getMessage(),
                OF_THE_SERVER,
                null,
                "all_providers_failed",
                passing ? failed.retryAfter() : null);
    }

    /** Without the name, which is the client's. */
    private static CompletionError unknownModel() {
        return error(
                404,
                "The model does not exist here. GET /v1/models lists those that do.",
                OF_THE_REQUEST,
                "model",
                "model_not_found");
    }

    private static boolean allAre(FailureKind kind, List<AttemptReport> attempts) {
        return !attempts.isEmpty() && attempts.stream().allMatch(attempt -> attempt.failure() == kind);
    }

    /** Whether the same request may well be served a little later. */
    private static boolean isPassing(@Nullable FailureKind kind) {
        return kind == FailureKind.OVERLOADED
                || kind == FailureKind.RATE_LIMITED
                || kind == FailureKind.LOCAL_EXHAUSTION;
    }

    private static CompletionError error(
            int status, @Nullable String message, String type, @Nullable String param, String code) {
        return error(status, message, type, param, code, null);
    }

    private static CompletionError error(
            int status,
            @Nullable String message,
            String type,
            @Nullable String param,
            String code,
            @Nullable Duration retryAfter) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return new CompletionError(status, body, retryAfter == null ? Map.of() : headers(retryAfter));
    }

    /** In whole seconds, rounded up so that nobody comes too early, and in milliseconds for who reads them. */
    private static Map<String, String> headers(Duration retryAfter) {
        long millis = Math.max(1, retryAfter.plusNanos(999_999).toMillis());
        return Map.of("Retry-After", Long.toString((millis + 999) / 1000), "retry-after-ms", Long.toString(millis));
    }
}
