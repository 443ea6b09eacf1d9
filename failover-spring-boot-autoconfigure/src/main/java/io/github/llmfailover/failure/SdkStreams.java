package io.github.llmfailover.failure;

import static io.github.llmfailover.failure.FailureKind.CONNECTION;
import static io.github.llmfailover.failure.FailureKind.MALFORMED;
import static io.github.llmfailover.failure.FailureKind.STREAM_CUT;

import org.jspecify.annotations.Nullable;

/** What the SDKs of OpenAI and Anthropic, which are generated alike, throw below the level of HTTP. */
final class SdkStreams {

    /** What both say where the body of a stream broke off, after its headers had come. */
    private static final String STREAM_FAILED = "Stream failed";

    private SdkStreams() {}

    /** Tells time-outs and cancellation from a broken connection, and a broken stream from one that never began. */
    static FailureKind kindOfIoFailure(Throwable error) {
        FailureKind kind = NetworkFailures.kindIn(error.getCause());
        if (kind != null && kind != CONNECTION) {
            return kind;
        }
        return STREAM_FAILED.equals(error.getMessage()) ? STREAM_CUT : CONNECTION;
    }

    /** An answer that could not be read is malformed, unless the connection broke while it was read. */
    static FailureKind kindOfUnreadable(Throwable error) {
        @Nullable FailureKind kind = NetworkFailures.kindIn(error.getCause());
        return kind == null ? MALFORMED : kind;
    }
}
