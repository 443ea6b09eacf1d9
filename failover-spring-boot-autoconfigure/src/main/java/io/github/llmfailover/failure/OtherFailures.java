package io.github.llmfailover.failure;

import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.codec.CodecException;

/** What no client library's own rule covers: answers that Spring AI could not read, and anything that has a status. */
final class OtherFailures implements FailureClassifier {

    private static final int FRAMES = 16;

    private static final Set<String> READERS = Set.of(
            "org.springframework.http.converter.HttpMessageNotReadableException",
            "com.fasterxml.jackson.core.JacksonException",
            "tools.jackson.core.JacksonException");

    private final InstantSource clock;

    OtherFailures(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable Failure classify(Throwable error) {
        if (error instanceof UnsupportedOperationException) {
            return isOfTheModel(error) ? Failure.of(FailureKind.MODEL_NOT_FOUND, error) : null;
        }
        if (error instanceof CodecException || READERS.stream().anyMatch(name -> Causes.isA(error, name))) {
            FailureKind network = NetworkFailures.kindIn(error);
            return Failure.of(network == null ? FailureKind.MALFORMED : network, error);
        }
        if (error instanceof NullPointerException && isOfTheClient(error)) {
            return Failure.of(FailureKind.MALFORMED, error);
        }
        int status = isJdk(error) ? 0 : Accessors.status(error, "statusCode", "getStatusCode", "getRawStatusCode");
        return status < 300
                ? null
                : ErrorResponse.withoutHeaders(status, ErrorBody.parse(error.getMessage()))
                        .failure(error, clock.instant());
    }

    /**
     * A {@code ChatModel} that cannot stream says so by this exception, as the interface's default method does. What was
     * asked for does not exist there: the call moves on, and the provider, which may serve blocking calls well, is not
     * blamed. An immutable collection's complaint is a defect instead, and stays unknown.
     */
    private static boolean isOfTheModel(Throwable error) {
        StackTraceElement[] frames = error.getStackTrace();
        return frames.length == 0 || !frames[0].getClassName().startsWith("java.");
    }

    /** Spring AI's REST clients stumble over an empty body, or over an error event in place of a chunk, in this way. */
    private static boolean isOfTheClient(Throwable error) {
        StackTraceElement[] frames = error.getStackTrace();
        for (int i = 0; i < Math.min(frames.length, FRAMES); i++) {
            if (frames[i].getClassName().startsWith("org.springframework.ai.")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isJdk(Throwable error) {
        return error.getClass().getName().startsWith("java.");
    }
}
