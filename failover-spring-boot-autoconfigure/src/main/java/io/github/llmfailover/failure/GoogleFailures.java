package io.github.llmfailover.failure;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Understands Google's Gen AI SDK by class name and accessors ({@code code()}, {@code message()}), so that it need not be
 * there.
 */
final class GoogleFailures implements FailureClassifier {

    private static final String PACKAGE = "com.google.genai.errors.";

    private final InstantSource clock;

    GoogleFailures(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable Failure classify(Throwable error) {
        if (Causes.isA(error, PACKAGE + "ApiException")) {
            int status = Accessors.status(error, "code");
            ErrorBody body = ErrorBody.parse(Accessors.text(error, "message"));
            return ErrorResponse.withoutHeaders(status, body).failure(error, clock.instant());
        }
        if (Causes.isA(error, PACKAGE + "GenAiIOException")) {
            FailureKind network = NetworkFailures.kindIn(error.getCause());
            return Failure.of(network == null ? FailureKind.CONNECTION : network, error);
        }
        return null;
    }
}
