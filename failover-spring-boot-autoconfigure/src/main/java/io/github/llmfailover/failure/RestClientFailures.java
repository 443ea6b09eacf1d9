package io.github.llmfailover.failure;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/** Understands Spring's {@code RestClient}, through which Ollama, Mistral and DeepSeek are called. */
final class RestClientFailures implements FailureClassifier {

    private final InstantSource clock;

    RestClientFailures(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable Failure classify(Throwable error) {
        if (error instanceof RestClientResponseException answered) {
            return response(answered).failure(error, clock.instant());
        }
        if (!(error instanceof RestClientException)) {
            return null;
        }
        FailureKind network = NetworkFailures.kindIn(error.getCause());
        if (network != null) {
            return Failure.of(network, error);
        }
        boolean noAccess = error instanceof ResourceAccessException;
        return Failure.of(noAccess ? FailureKind.CONNECTION : FailureKind.MALFORMED, error);
    }

    static ErrorResponse response(RestClientResponseException error) {
        ErrorBody body = ErrorBody.parse(error.getResponseBodyAsByteArray());
        return new ErrorResponse(error.getStatusCode().value(), body, values(error.getResponseHeaders()));
    }

    private static Function<String, List<String>> values(@Nullable HttpHeaders headers) {
        return name -> {
            List<String> values = headers == null ? null : headers.get(name);
            return values == null ? List.of() : values;
        };
    }
}
