package io.github.llmfailover.sample;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.NoEligibleProviderException;
import io.github.llmfailover.NoProviderAvailableException;
import io.github.llmfailover.RequestRejectedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * What a client is told when nobody could answer. The messages of failover exceptions name providers and kinds of failure
 * only; those of their causes may quote a provider's answer and stay inside.
 */
@RestControllerAdvice
class Problems {

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(FailoverException failure) {
        ResponseEntity.BodyBuilder response = ResponseEntity.status(status(failure));
        if (failure instanceof NoProviderAvailableException unavailable && unavailable.retryAfter() != null) {
            response.header(HttpHeaders.RETRY_AFTER, seconds(unavailable.retryAfter()));
        }
        return response.body(of(failure));
    }

    static ProblemDetail of(FailoverException failure) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status(failure), failure.getMessage());
        problem.setTitle("No provider gave a whole answer");
        problem.setProperty(
                "attempts",
                failure.report().attempts().stream()
                        .map(AttemptReport::toString)
                        .toList());
        return problem;
    }

    /** The failover exception that an error is or was wrapped from; advisors of {@code ChatClient} wrap those of streams. */
    static @Nullable FailoverException in(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailoverException failure) {
                return failure;
            }
        }
        return null;
    }

    private static HttpStatus status(FailoverException failure) {
        if (failure instanceof RequestRejectedException || failure instanceof NoEligibleProviderException) {
            return HttpStatus.UNPROCESSABLE_CONTENT;
        }
        return failure instanceof DeadlineExceededException
                ? HttpStatus.GATEWAY_TIMEOUT
                : HttpStatus.SERVICE_UNAVAILABLE;
    }

    /** Whole seconds, rounded up: who comes back sooner comes in vain. */
    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
    }
}
