package io.github.llmfailover.failure;

import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.web.client.RestClientResponseException;

/**
 * Understands what Spring AI's response error handler throws for a call through {@code RestClient}: a text such as
 * {@code "HTTP 429 - …"} or {@code "429 - …"} with the body behind it. Whether it calls the error transient is
 * configuration and says nothing. Headers are lost, unless a handler such as ours has kept the response as the cause; then
 * that counts and not the text.
 */
final class RetryFailures implements FailureClassifier {

    private static final Pattern STATUS = Pattern.compile("(?:HTTP )?([1-5]\\d\\d) - ");

    private final InstantSource clock;

    RetryFailures(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable Failure classify(Throwable error) {
        boolean isTransient = error instanceof TransientAiException;
        if (!isTransient && !(error instanceof NonTransientAiException)) {
            return null;
        }
        if (error.getCause() instanceof RestClientResponseException kept) {
            return RestClientFailures.response(kept).failure(error, clock.instant());
        }
        String message = error.getMessage() == null ? "" : error.getMessage();
        Matcher matcher = STATUS.matcher(message);
        if (matcher.lookingAt()) {
            int status = Integer.parseInt(matcher.group(1));
            ErrorBody body = ErrorBody.parse(message.substring(matcher.end()));
            return ErrorResponse.withoutHeaders(status, body).failure(error, clock.instant());
        }
        return isTransient && error.getCause() == null ? Failure.of(FailureKind.SERVER_ERROR, error) : null;
    }
}
