package io.github.llmfailover.failure;

import java.time.InstantSource;
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
        FailureKind named = BY_NAME.get(error.getClass().getSimpleName());
        if (named != null) {
            return new Failure(named, error, status, null);
        }
        ErrorBody body = ErrorBody.parse(error.getMessage());
        if (status >= 300) {
            return ErrorResponse.withoutHeaders(status, body).failure(error, clock.instant());
        }
        return Causes.isA(error, PACKAGE + "core.exception.SdkClientException") ? ofClient(error, body.text()) : null;
    }

    /** What the SDK throws without an answer: no credentials, its connection pool used up, or the network. */
    private static Failure ofClient(Throwable error, String text) {
        if (text.contains("unable to load credentials") || text.contains("token has expired")) {
            return Failure.of(FailureKind.AUTHENTICATION, error);
        }
        FailureKind network = NetworkFailures.kindIn(error);
        return Failure.of(network == null ? FailureKind.CONNECTION : network, error);
    }
}
