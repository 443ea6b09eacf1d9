package io.github.llmfailover.failure;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The sentences, in lower case, by which providers tell errors that they give no name of their own. A provider may
 * rephrase them at any time, and then the status decides.
 */
final class ErrorTexts {

    private static final List<String> CREDIT = List.of(
            "credit balance is too low",
            "insufficient balance",
            "insufficient credits",
            "please enable billing",
            "requires billing to be enabled");

    /**
     * Quotas of Google and Bedrock that only the next day lifts, whatever else the error says of when to retry. OpenAI's
     * daily limits are lifted little by little and say truly when.
     */
    private static final List<String> DAILY = List.of("perday", "per_day", "too many tokens per day");

    private static final Pattern USAGE = Pattern.compile("reached your (?:\\w+ ){0,3}usage limit");

    private static final List<String> LENGTH = List.of(
            "prompt is too long",
            "maximum context length",
            "max context length",
            "context length exceeded",
            "exceed context limit",
            "exceeds the context window",
            "exceeds the context length",
            "exceeds the model's context",
            "exceeds the available context size",
            "maximum prompt length",
            "input is too long for requested model",
            "exceeds the maximum number of tokens allowed",
            "exceeds the maximum number of input tokens",
            "reduce the length of the messages");

    private static final List<String> CONTENT = List.of(
            "content filter",
            "content management policy",
            "content filtering policy",
            "violating our content policy",
            "violating our usage policy",
            "rejected as a result of our safety system",
            "content exists risk");

    private static final List<String> CREDENTIAL =
            List.of("api key not valid", "incorrect api key", "invalid api key", "user location is not supported");

    private static final Pattern NO_SUCH_MODEL = Pattern.compile(
            "\\bmodel\\b.{0,160}?\\b(?:not found|does not exist|not exist|on-demand throughput isn['’]t supported)"
                    + "|model identifier is invalid");

    private ErrorTexts() {}

    /**
     * Returns the kind that a text tells, or {@code null}.
     *
     * @param text the text in lower case
     * @param status the status it came with; a 429 or 500 that speaks of tokens or models mostly means something else
     */
    static @Nullable FailureKind kindOf(String text, int status) {
        if (text.isEmpty()) {
            return null;
        }
        if (containsAny(text, CREDIT) || USAGE.matcher(text).find() || (status == 429 && containsAny(text, DAILY))) {
            return FailureKind.QUOTA_EXHAUSTED;
        }
        if (status == 402 || status == 403 || status == 429) {
            return null;
        }
        if (containsAny(text, LENGTH)) {
            return FailureKind.CONTEXT_TOO_LONG;
        }
        if (status == 500) {
            return null;
        }
        if (containsAny(text, CONTENT)) {
            return FailureKind.CONTENT_FILTERED;
        }
        if (containsAny(text, CREDENTIAL)) {
            return FailureKind.AUTHENTICATION;
        }
        return NO_SUCH_MODEL.matcher(text).find() ? FailureKind.MODEL_NOT_FOUND : null;
    }

    private static boolean containsAny(String text, List<String> phrases) {
        for (String phrase : phrases) {
            if (text.contains(phrase)) {
                return true;
            }
        }
        return false;
    }
}
