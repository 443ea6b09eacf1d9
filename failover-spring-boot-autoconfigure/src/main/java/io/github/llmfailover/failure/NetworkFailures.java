package io.github.llmfailover.failure;

import static io.github.llmfailover.failure.FailureKind.CANCELLED;
import static io.github.llmfailover.failure.FailureKind.CONNECTION;
import static io.github.llmfailover.failure.FailureKind.LOCAL_EXHAUSTION;
import static io.github.llmfailover.failure.FailureKind.MALFORMED;
import static io.github.llmfailover.failure.FailureKind.NO_RESPONSE;
import static io.github.llmfailover.failure.FailureKind.STREAM_CUT;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK and the HTTP engines below the client libraries throw when no whole exchange comes about. The engines'
 * own classes (Reactor Netty, OkHttp, HttpComponents) are recognised by name, since none of them need be there.
 *
 * <p>A connect time-out is {@code CONNECTION}; any other time-out of a client below us is {@code NO_RESPONSE}, for these
 * clients do not tell how far the answer had come. A pool or queue in our own process that is used up is no provider's
 * failure, whatever engine reports it as what: {@code LOCAL_EXHAUSTION}.
 */
final class NetworkFailures implements FailureClassifier {

    @Override
    public @Nullable Failure classify(Throwable error) {
        FailureKind kind = error instanceof IOException || kindOf(error) != null ? kindIn(error) : null;
        return kind == null ? null : Failure.of(kind, error);
    }

    /** Returns the kind that an error or one of its causes tells, the most telling one first; {@code null} for none. */
    static @Nullable FailureKind kindIn(@Nullable Throwable error) {
        if (error == null) {
            return null;
        }
        boolean io = false;
        List<Throwable> chain = Causes.chain(error);
        // OkHttp wraps a rejected execution into what is otherwise a time-out.
        if (chain.stream().anyMatch(LocalExhaustion::isTold)) {
            return LOCAL_EXHAUSTION;
        }
        for (Throwable cause : chain) {
            FailureKind kind = kindOf(cause);
            if (kind != null) {
                return kind;
            }
            io = io || cause instanceof IOException;
        }
        return io ? CONNECTION : null;
    }

    private static @Nullable FailureKind kindOf(Throwable error) {
        if (error instanceof InterruptedException
                || error instanceof ClosedByInterruptException
                || error instanceof CancellationException) {
            return CANCELLED;
        }
        if (LocalExhaustion.isTold(error)) {
            return LOCAL_EXHAUSTION;
        }
        if (error instanceof HttpTimeoutException) {
            return error instanceof HttpConnectTimeoutException ? CONNECTION : NO_RESPONSE;
        }
        if (error instanceof InterruptedIOException) {
            return interruptedIo(error);
        }
        if (error instanceof TimeoutException || Causes.isA(error, "io.netty.handler.timeout.TimeoutException")) {
            return NO_RESPONSE;
        }
        if (Causes.isA(error, "reactor.netty.http.client.PrematureCloseException")) {
            return message(error).contains("during response") ? STREAM_CUT : CONNECTION;
        }
        if (error instanceof ConnectException || error instanceof SSLException) {
            return CONNECTION;
        }
        if (isClosedByTimeout(error)) {
            return NO_RESPONSE;
        }
        if (error instanceof IOException) {
            return isUnreadable(error) ? MALFORMED : isCancelledCall(error) ? CANCELLED : null;
        }
        return null;
    }

    /** OkHttp says "timeout" for its whole-call limit and "interrupted" where our thread was; time-outs of sockets. */
    private static FailureKind interruptedIo(Throwable error) {
        String message = message(error);
        if (!(error instanceof SocketTimeoutException) && message.contains("interrupted")) {
            return CANCELLED;
        }
        boolean connecting = message.contains("connect timed out")
                || message.contains("failed to connect")
                || error.getClass().getSimpleName().equals("ConnectTimeoutException");
        return connecting ? CONNECTION : NO_RESPONSE;
    }

    private static boolean isUnreadable(Throwable error) {
        String name = error.getClass().getName();
        return error instanceof CharacterCodingException
                || error instanceof ZipException
                || name.contains(".jackson.")
                || name.contains(".gson.");
    }

    /**
     * What is left of a read time-out in the middle of a body where Spring calls through the JDK's client. Newer JDKs add
     * that the reading was given up on our side.
     */
    private static boolean isClosedByTimeout(Throwable error) {
        return error.getClass() == IOException.class
                && message(error).equals("closed")
                && (error.getCause() == null || message(Causes.root(error)).equals("subscription cancelled"));
    }

    /** OkHttp's answer to {@code Call.cancel()}, which only our own process can have called. */
    private static boolean isCancelledCall(Throwable error) {
        return error.getClass() == IOException.class && message(error).equals("canceled");
    }

    private static String message(Throwable error) {
        String message = error.getMessage();
        return message == null ? "" : message.toLowerCase(Locale.ROOT);
    }
}
