package io.github.llmfailover.failure;

import static io.github.llmfailover.failure.FailureKind.CANCELLED;
import static io.github.llmfailover.failure.FailureKind.CONNECTION;
import static io.github.llmfailover.failure.FailureKind.LOCAL_EXHAUSTION;
import static io.github.llmfailover.failure.FailureKind.MALFORMED;
import static io.github.llmfailover.failure.FailureKind.NO_RESPONSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.MalformedInputException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkFailuresTest {

    static Stream<Arguments> errors() {
        return Stream.of(
                arguments(new ConnectException("Connection refused"), CONNECTION),
                arguments(new UnknownHostException("nowhere"), CONNECTION),
                arguments(new SSLHandshakeException("bad certificate"), CONNECTION),
                arguments(new SocketException("Connection reset"), CONNECTION),
                arguments(new EOFException(), CONNECTION),
                arguments(new IOException("unexpected end of stream"), CONNECTION),
                arguments(new UncheckedIOException(new SocketException("Broken pipe")), CONNECTION),
                arguments(new HttpConnectTimeoutException("HTTP connect timed out"), CONNECTION),
                arguments(new SocketTimeoutException("Connect timed out"), CONNECTION),
                arguments(new HttpTimeoutException("request timed out"), NO_RESPONSE),
                arguments(new SocketTimeoutException("Read timed out"), NO_RESPONSE),
                arguments(new InterruptedIOException("timeout"), NO_RESPONSE),
                arguments(new IOException("outer", new SocketTimeoutException("Read timed out")), NO_RESPONSE),
                arguments(new TimeoutException("Did not observe any item"), NO_RESPONSE),
                arguments(new InterruptedException(), CANCELLED),
                arguments(new CancellationException(), CANCELLED),
                arguments(new ClosedByInterruptException(), CANCELLED),
                arguments(new InterruptedIOException("interrupted"), CANCELLED),
                arguments(new IOException("Request was interrupted", new InterruptedException()), CANCELLED),
                arguments(new IOException("Canceled"), CANCELLED),
                arguments(new MalformedInputException(1), MALFORMED),
                arguments(new RejectedExecutionException("queue full"), LOCAL_EXHAUSTION),
                arguments(
                        new InterruptedIOException("executor rejected")
                                .initCause(new RejectedExecutionException("queue full")),
                        LOCAL_EXHAUSTION),
                arguments(new SocketException("Too many open files"), LOCAL_EXHAUSTION));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void networkError_bare_hasItsKind(Throwable error, FailureKind kind) {
        FailureClassifiers classifiers = FailureClassifiers.create(List.of(), () -> Instant.EPOCH);
        assertThat(classifiers.classify(error).kind()).isEqualTo(kind);
    }
}
