package io.github.llmfailover.failure;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Understands the AWS SDK, through which Bedrock is called, by class name and {@code statusCode()}. */
final class AwsFailures implements FailureClassifier {

    private static final String PACKAGE = "software.amazon.awssdk.";

    /** Classes whose name says more than their status, or that have none. */
    private static final Map<String, FailureKind> BY_NAME = Map.ofEntries(
            Map.entry("ThrottlingException", FailureKind.RATE_LIMITED),
            Map.entry("ServiceQuotaExceededException", FailureKind.QUOTA_EXHAUSTED),
            Map.entry("AccessDeniedException", FailureKind.AUTHENTICATION),
            Map.entry("ResourceNotFoundException", FailureKind.MODEL_NOT_FOUND),
            Map.entry("ModelNotReadyException", FailureKind.OVERLOADED),
            Map.entry("ServiceUnavailableException", FailureKind.OVERLOADED),
            Map.entry("ModelTimeoutException", FailureKind.NO_RESPONSE),
            Map.entry("ApiCallTimeoutException", FailureKind.NO_RESPONSE),
            Map.entry("ApiCallAttemptTimeoutException", FailureKind.NO_RESPONSE),
            Map.entry("ModelErrorException", FailureKind.SERVER_ERROR),
            Map.entry("ModelStreamErrorException", FailureKind.SERVER_ERROR),
            Map.entry("InternalServerException", FailureKind.SERVER_ERROR),
            Map.entry("AbortedException", FailureKind.CANCELLED));

    private final InstantSource clock;

    AwsFailures(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable Failure classify(Throwable error) {
        if (!error.getClass().getName().startsWith(PACKAGE)) {
            return null;
        }
        int status = Accessors.status(error, "statusCode");
        ErrorBody body = ErrorBody.parse(error.getMessage());
        ErrorResponse response = new ErrorResponse(status, body, name -> header(error, name));
        FailureKind named = BY_NAME.get(error.getClass().getSimpleName());
        if (named == FailureKind.RATE_LIMITED && response.kind() == FailureKind.QUOTA_EXHAUSTED) {
            named = FailureKind.QUOTA_EXHAUSTED;
        }
        if (named != null) {
            return response.failure(named, error, clock.instant());
        }
        if (status >= 300) {
            return response.failure(error, clock.instant());
        }
        return Causes.isA(error, PACKAGE + "core.exception.SdkClientException") ? ofClient(error, body.text()) : null;
    }

    private static List<String> header(Throwable error, String name) {
        Object response = Accessors.call(Accessors.call(error, "awsErrorDetails"), "sdkHttpResponse");
        List<String> values = new ArrayList<>();
        if (Accessors.call(response, "headers") instanceof Map<?, ?> headers) {
            headers.forEach((key, all) -> {
                if (name.equalsIgnoreCase(String.valueOf(key)) && all instanceof List<?> list) {
                    list.forEach(value -> values.add(String.valueOf(value)));
                }
            });
        }
        return values;
    }

    /** What the SDK throws without an answer: no credentials, no connection to spare, or the network. */
    private static Failure ofClient(Throwable error, String text) {
        if (text.contains("unable to load credentials") || text.contains("token has expired")) {
            return Failure.of(FailureKind.AUTHENTICATION, error);
        }
        FailureKind network = NetworkFailures.kindIn(error);
        return Failure.of(network == null ? FailureKind.CONNECTION : network, error);
    }
}
