package io.github.llmfailover.failure;

import static io.github.llmfailover.failure.FailureKind.AUTHENTICATION;
import static io.github.llmfailover.failure.FailureKind.CONTEXT_TOO_LONG;
import static io.github.llmfailover.failure.FailureKind.INVALID_REQUEST;
import static io.github.llmfailover.failure.FailureKind.MODEL_NOT_FOUND;
import static io.github.llmfailover.failure.FailureKind.OVERLOADED;
import static io.github.llmfailover.failure.FailureKind.QUOTA_EXHAUSTED;
import static io.github.llmfailover.failure.FailureKind.RATE_LIMITED;
import static io.github.llmfailover.failure.FailureKind.SERVER_ERROR;
import static io.github.llmfailover.failure.FailureKind.UNKNOWN;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider's own word that something failed: an HTTP error, or an error inside an answer that had begun with status
 * 200. What the error calls itself weighs more than its status where that name is unmistakable
 * ({@code insufficient_quota} with 429, {@code API_KEY_INVALID} with 400), and otherwise less.
 *
 * @param status the HTTP status; 0 where it is not known
 * @param body what the error says
 * @param headers the values of a header, by its name in any case
 */
record ErrorResponse(int status, ErrorBody body, Function<String, List<String>> headers) {

    private static final Pattern RETRY_HINT =
            Pattern.compile("(?:try again|retry) in (\\d[\\d.]{0,12}(?:ms|s|m|h)(?:[\\d.]{1,12}(?:ms|s|m))?)(?![a-z])");

    /** As Azure says it. */
    private static final Pattern RETRY_SECONDS = Pattern.compile("retry after (\\d{1,9}) seconds?\\b");

    /** An error of which only status and body are known. */
    static ErrorResponse withoutHeaders(int status, ErrorBody body) {
        return new ErrorResponse(status, body, name -> List.of());
    }

    @Override
    public String toString() {
        return "ErrorResponse[status=" + status + "]";
    }

    /** Turns this response into a failure that the given exception caused. */
    Failure failure(Throwable cause, Instant now) {
        return failure(kind(), cause, now);
    }

    /** Turns this response into a failure whose kind is known by other means. */
    Failure failure(FailureKind kind, Throwable cause, Instant now) {
        return new Failure(kind, cause, status, retryAfter(kind, now));
    }

    FailureKind kind() {
        FailureKind named = ErrorNames.unmistakable(body.names());
        if (named == null && speaksOfTheRequest()) {
            named = ErrorTexts.kindOf(body.text(), status);
        }
        if (named != null) {
            return named;
        }
        return status >= 300 ? byStatus(status, body.html()) : insideAnAnswer();
    }

    /** Wording is looked at only where the status leaves room: a 401 is a 401, whatever its sentence says. */
    private boolean speaksOfTheRequest() {
        return switch (status) {
            case 401, 407, 413 -> false;
            default -> status < 500 || status == 500;
        };
    }

    static FailureKind byStatus(int status, boolean html) {
        return switch (status) {
            case 401, 403, 407 -> AUTHENTICATION;
            case 402 -> QUOTA_EXHAUSTED;
            case 413 -> CONTEXT_TOO_LONG;
            case 429 -> RATE_LIMITED;
            case 503, 529 -> OVERLOADED;
            // The server, or a proxy in front of it, gave up or could not do it now; the SDKs repeat these as well.
            case 408, 409, 424, 425, 499 -> SERVER_ERROR;
            // A page instead of JSON comes from a gateway that does not reach the API, not from the API.
            case 404, 410 -> html ? SERVER_ERROR : MODEL_NOT_FOUND;
            case 400, 422 -> html ? SERVER_ERROR : INVALID_REQUEST;
            // Other 4xx and redirects are about the way to the API rather than about what was asked of it.
            default -> status >= 500 ? SERVER_ERROR : html ? SERVER_ERROR : UNKNOWN;
        };
    }

    private FailureKind insideAnAnswer() {
        FailureKind named = ErrorNames.general(body.names());
        if (named != null) {
            return named;
        }
        for (String name : body.names()) {
            if (name.length() == 3 && name.charAt(0) >= '4' && name.charAt(0) <= '5' && isNumber(name)) {
                return byStatus(Integer.parseInt(name), false);
            }
        }
        return SERVER_ERROR;
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private @Nullable Duration retryAfter(FailureKind kind, Instant now) {
        return switch (kind) {
            case RATE_LIMITED -> {
                Duration named = RetryAfter.named(headers, now);
                Duration hinted = named != null ? named : hintInBody();
                yield hinted != null ? hinted : RetryAfter.untilReset(headers, now);
            }
            case QUOTA_EXHAUSTED, OVERLOADED, SERVER_ERROR, UNKNOWN -> RetryAfter.named(headers, now);
            default -> null;
        };
    }

    /** Google's {@code RetryInfo}, and the sentences in which OpenAI and Azure repeat what their headers say. */
    private @Nullable Duration hintInBody() {
        if (body.retryDelay() != null) {
            return RetryAfter.amount(body.retryDelay());
        }
        Matcher amount = RETRY_HINT.matcher(body.text());
        if (amount.find()) {
            return RetryAfter.amount(amount.group(1));
        }
        Matcher seconds = RETRY_SECONDS.matcher(body.text());
        return seconds.find() ? RetryAfter.amount(seconds.group(1)) : null;
    }
}
