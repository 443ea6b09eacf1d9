package io.github.llmfailover.failure;

import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.UnsupportedMediaTypeException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/** Understands Spring's {@code WebClient}, through which Ollama, Mistral and DeepSeek stream. */
final class WebClientFailures implements FailureClassifier {

    private final InstantSource clock;

    WebClientFailures(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable Failure classify(Throwable error) {
        if (error instanceof WebClientResponseException answered) {
            int status = answered.getStatusCode().value();
            return status < 300
                    ? new Failure(whileReading(answered), error, status, null)
                    : response(answered, status).failure(error, clock.instant());
        }
        if (error instanceof WebClientRequestException) {
            FailureKind network = NetworkFailures.kindIn(error.getCause());
            return Failure.of(network == null ? FailureKind.CONNECTION : network, error);
        }
        return error instanceof UnsupportedMediaTypeException ? Failure.of(FailureKind.MALFORMED, error) : null;
    }

    /** A good status means that the answer had begun when this happened. */
    private static FailureKind whileReading(WebClientResponseException error) {
        FailureKind network = NetworkFailures.kindIn(error.getCause());
        if (network == null) {
            return FailureKind.MALFORMED;
        }
        return network == FailureKind.CONNECTION ? FailureKind.STREAM_CUT : network;
    }

    private static ErrorResponse response(WebClientResponseException error, int status) {
        ErrorBody body = ErrorBody.parse(error.getResponseBodyAsByteArray());
        return new ErrorResponse(status, body, name -> values(error, name));
    }

    private static List<String> values(WebClientResponseException error, String name) {
        List<String> values = error.getHeaders().get(name);
        return values == null ? List.of() : values;
    }
}
