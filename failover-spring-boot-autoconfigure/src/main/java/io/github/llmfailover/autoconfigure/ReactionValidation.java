package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.autoconfigure.FailoverProperties.ReactionOverride;
import io.github.llmfailover.autoconfigure.FailoverProperties.RequestFault;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.Reaction.Next;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds reactions that are to no kind of failure, have no effect, or contradict a shorthand. */
final class ReactionValidation {

    private static final String REACTIONS = PREFIX + ".reactions.";

    private static final Duration LONGEST = Duration.ofDays(365);

    private final Problems problems;

    private final Checks checks;

    ReactionValidation(Problems problems) {
        this.problems = problems;
        this.checks = new Checks(problems);
    }

    void validate(FailoverProperties properties) {
        Map<FailureKind, String> seen = new EnumMap<>(FailureKind.class);
        properties.reactions().forEach((name, written) -> {
            FailureKind kind = Reactions.kind(name);
            if (kind == null) {
                unknown(name);
            } else if (!Reactions.isOverridable(kind)) {
                problems.add(
                        "%s%s cannot be changed: what the caller did is not held against any provider, and no provider could help."
                                .formatted(REACTIONS, name),
                        "Remove it.");
            } else {
                twice(seen.put(kind, name), name);
                values(kind, name, written);
            }
        });
        contradiction(properties, FailureKind.CONTENT_FILTERED, "content-filter", properties.contentFilter());
        contradiction(properties, FailureKind.INVALID_REQUEST, "invalid-request", properties.invalidRequest());
    }

    private void unknown(String name) {
        String nearest = Spelling.nearest(name.toLowerCase(Locale.ROOT), Reactions.names(), 0);
        problems.add(
                "%s%s is a reaction to a kind of failure that there is not.".formatted(REACTIONS, name),
                nearest == null
                        ? "Write one of %s.".formatted(String.join(", ", Reactions.names()))
                        : "Did you mean %s%s?".formatted(REACTIONS, nearest));
    }

    private void twice(@Nullable String before, String name) {
        if (before != null) {
            problems.add(
                    "%s%s and %s%s are the same kind of failure.".formatted(REACTIONS, before, REACTIONS, name),
                    "Write one of them.");
        }
    }

    private void values(FailureKind kind, String name, ReactionOverride written) {
        String prefix = REACTIONS + name;
        checks.notNegative(prefix + ".rest", written.rest(), "30s");
        if (written.rest() != null && written.rest().compareTo(LONGEST) > 0) {
            problems.add(
                    "%s.rest is longer than a year.".formatted(prefix),
                    "Write a time such as %s.rest: 10m, or take the provider out of its chains.".formatted(prefix));
        }
        if (kind == FailureKind.RATE_LIMITED && written.retry() != null) {
            problems.add(
                    "%s.retry has no effect: a rate limit is waited for where its Retry-After is short enough."
                            .formatted(prefix),
                    "Write %s.retry.max-wait: 5s for how long to wait, or 0s for not at all.".formatted(PREFIX));
        }
        if (kind == FailureKind.STALLED && (written.retry() != null || written.next() != null)) {
            problems.add(
                    "%s.%s has no effect: a stream that stalls has begun already."
                            .formatted(prefix, written.retry() != null ? "retry" : "next"),
                    "Write %s.streaming.on-interruption: resume, restart or fail.".formatted(PREFIX));
        }
    }

    private void contradiction(
            FailoverProperties properties, FailureKind kind, String shorthand, @Nullable RequestFault fault) {
        if (fault == null) {
            return;
        }
        properties.reactions().forEach((name, written) -> {
            Next next = written.next();
            if (Reactions.kind(name) == kind && next != null && next != Reactions.next(fault)) {
                problems.add(
                        "%s.%s is %s, but %s%s.next is %s."
                                .formatted(PREFIX, shorthand, text(fault), REACTIONS, name, text(next)),
                        "Write %s%s.next alone; %s.%s is short for it.".formatted(REACTIONS, name, PREFIX, shorthand));
            }
        });
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
