package io.github.llmfailover.gateway;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.OnInterruption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.http.HttpHeaders;

/**
 * What a request wants of the failover layer, which OpenAI's protocol has no fields for.
 *
 * @param deadline how long the call may take; {@code null} for as long as configured
 * @param onInterruption what follows where a stream breaks; {@code null} where the client does not say
 * @param minQuality how good an answer must be when no provider can serve; {@code null} for as configured
 * @param cacheScope for whom the client asks; {@code null} where it does not say
 */
record WantedHeaders(
        @Nullable Duration deadline,
        @Nullable OnInterruption onInterruption,
        @Nullable Double minQuality,
        @Nullable String cacheScope) {

    static final String DEADLINE = "x-llm-failover-deadline-ms";

    static final String ON_INTERRUPTION = "x-llm-failover-on-interruption";

    static final String MIN_QUALITY = "x-llm-failover-min-quality";

    static final String CACHE_SCOPE = "x-llm-failover-cache-scope";

    private static final List<String> USER_FIELDS = List.of("safety_identifier", "user");

    private static final long AN_HOUR = Duration.ofHours(1).toMillis();

    /**
     * Reads them.
     *
     * @throws Refusal where one of them says nothing that could be done
     */
    static WantedHeaders of(HttpHeaders headers) {
        String deadline = headers.getFirst(DEADLINE);
        String interruption = headers.getFirst(ON_INTERRUPTION);
        String quality = headers.getFirst(MIN_QUALITY);
        return new WantedHeaders(
                deadline == null ? null : deadline(deadline),
                interruption == null ? null : onInterruption(interruption),
                quality == null ? null : minQuality(quality),
                headers.getFirst(CACHE_SCOPE));
    }

    /** Whether the client knows what a restart is. */
    boolean takesRestarts() {
        return onInterruption == OnInterruption.RESTART;
    }

    /**
     * Puts what is wanted, and what a caller's key demands, into the options of a prompt.
     *
     * @param configured what follows where a stream breaks, by configuration
     */
    Prompt applyTo(Prompt prompt, Caller caller, OnInterruption configured) {
        OnInterruption wanted = onInterruption;
        if (wanted == null && configured == OnInterruption.RESTART) {
            // Who did not ask for a restart would read the two answers as one.
            wanted = OnInterruption.RESUME;
        }
        FailoverChatOptions options = FailoverChatOptions.of(prompt.getOptions());
        String scope = scope(caller, options);
        if (deadline == null
                && wanted == null
                && minQuality == null
                && scope == null
                && caller.tags().isEmpty()) {
            return prompt;
        }
        FailoverChatOptions.Builder changed = options.mutate();
        if (deadline != null) {
            changed.deadline(deadline);
        }
        changed.minQuality(minQuality).cacheScope(scope);
        if (wanted != null) {
            changed.onInterruption(wanted);
        }
        if (!caller.tags().isEmpty()) {
            Set<String> tags = new HashSet<>(caller.tags());
            if (options.getRequiredTags() != null) {
                tags.addAll(options.getRequiredTags());
            }
            changed.requiredTags(tags);
        }
        return new Prompt(prompt.getInstructions(), changed.build());
    }

    /**
     * For whom kept answers are: one user of one key, by the header or by OpenAI's fields for that. Whoever has no key
     * could claim to be anybody, and so is nobody.
     */
    private @Nullable String scope(Caller caller, FailoverChatOptions options) {
        String key = caller.key();
        Object user = cacheScope;
        for (String field : USER_FIELDS) {
            user = user == null ? options.getExtraBody().get(field) : user;
        }
        return key == null || !(user instanceof String name) || name.isBlank()
                ? null
                : "key " + key.length() + ":" + key + " user " + name;
    }

    private static Double minQuality(String text) {
        try {
            double quality = Double.parseDouble(text.strip());
            if (quality >= 0 && quality <= 1) {
                return quality;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw Refusal.badRequest(
                "invalid_value", MIN_QUALITY, "The header '" + MIN_QUALITY + "' must be a number from 0 to 1.");
    }

    private static Duration deadline(String text) {
        try {
            long millis = Long.parseLong(text.strip());
            if (millis >= 1 && millis <= AN_HOUR) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw Refusal.badRequest(
                "invalid_value",
                DEADLINE,
                "The header '" + DEADLINE + "' must be a whole number of milliseconds from 1 to " + AN_HOUR + ".");
    }

    private static OnInterruption onInterruption(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "restart" -> OnInterruption.RESTART;
            case "resume" -> OnInterruption.RESUME;
            case "fail" -> OnInterruption.FAIL;
            default ->
                throw Refusal.badRequest(
                        "invalid_value",
                        ON_INTERRUPTION,
                        "The header '" + ON_INTERRUPTION + "' must be restart, resume or fail.");
        };
    }
}
