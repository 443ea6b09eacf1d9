package io.github.llmfailover.failure;

import java.time.InstantSource;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Understands Google's Gen AI SDK by class name and accessors ({@code code()}, {@code message()}), so that it need not be
 * there.
 */
final class GoogleFailures implements FailureClassifier {

    private static final String PACKAGE = "com.google.genai.errors.";

    private static final String MODEL = "org.springframework.ai.google.genai.";

    private final InstantSource clock;

    GoogleFailures(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable Failure classify(Throwable error) {
        if (Causes.isA(error, PACKAGE + "ApiException")) {
            int status = Accessors.status(error, "code");
            ErrorBody body = ErrorBody.parse(Accessors.text(error, "message"));
            Failure failure = ErrorResponse.withoutHeaders(status, body).failure(error, clock.instant());
            return isOfTheProject(error, failure)
                    ? new Failure(FailureKind.MODEL_NOT_FOUND, error, status, null)
                    : failure;
        }
        if (error instanceof NoSuchElementException && isOfACandidateWithoutContent(error)) {
            return Failure.of(FailureKind.CONTENT_FILTERED, error);
        }
        if (Causes.isA(error, PACKAGE + "GenAiIOException")) {
            FailureKind network = NetworkFailures.kindIn(error.getCause());
            return Failure.of(network == null ? FailureKind.CONNECTION : network, error);
        }
        return null;
    }

    /**
     * {@code FAILED_PRECONDITION} is about the state of our project there, although its status is that of a bad request.
     * Where the error is that of an HTTP response, the SDK keeps the name to itself.
     */
    private static boolean isOfTheProject(Throwable error, Failure failure) {
        return failure.kind() == FailureKind.INVALID_REQUEST
                && ("FAILED_PRECONDITION".equals(Accessors.call(error, "status"))
                        || String.valueOf(error.getMessage()).contains("Precondition check failed"));
    }

    /**
     * An answer that was stopped by a filter has a candidate without content, over which Spring AI's model stumbles before
     * it has looked for the reason. Since there is hardly another reason for it, it counts as a refusal: what may be one is
     * not routed around.
     */
    private static boolean isOfACandidateWithoutContent(Throwable error) {
        for (StackTraceElement frame : error.getStackTrace()) {
            if (frame.getClassName().startsWith(MODEL) && frame.getMethodName().contains("responseCandidate")) {
                return true;
            }
        }
        return false;
    }
}
