package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.autoconfigure.FailoverProperties.ReactionOverride;
import io.github.llmfailover.autoconfigure.FailoverProperties.RequestFault;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.failure.Reaction.Next;
import io.github.llmfailover.failure.Reaction.Rest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Maps {@code llm.failover.reactions}, {@code content-filter} and {@code invalid-request} to the table of reactions. */
final class Reactions {

    private Reactions() {}

    /** Returns the table with what is written; a name that is no kind, or that of a fixed one, changes nothing. */
    static FailureRules rules(FailoverProperties properties) {
        Map<FailureKind, Reaction> overrides = new EnumMap<>(FailureKind.class);
        shorthand(overrides, FailureKind.CONTENT_FILTERED, properties.contentFilter());
        shorthand(overrides, FailureKind.INVALID_REQUEST, properties.invalidRequest());
        properties.reactions().forEach((name, written) -> {
            FailureKind kind = kind(name);
            if (kind != null && isOverridable(kind)) {
                Reaction table = overrides.getOrDefault(kind, kind.defaultReaction());
                overrides.put(kind, override(table, written));
            }
        });
        return new FailureRules(overrides);
    }

    private static void shorthand(
            Map<FailureKind, Reaction> overrides, FailureKind kind, @Nullable RequestFault fault) {
        if (fault != null) {
            overrides.put(kind, kind.defaultReaction().withNext(next(fault)));
        }
    }

    static Next next(RequestFault fault) {
        return fault == RequestFault.FAIL_OVER ? Next.NEXT_PROVIDER : Next.STOP;
    }

    private static Reaction override(Reaction table, ReactionOverride written) {
        return new Reaction(
                Objects.requireNonNullElse(written.retry(), table.retrySameProvider()),
                Objects.requireNonNullElse(written.next(), table.next()),
                Objects.requireNonNullElse(written.countsForBreaker(), table.countsForBreaker()),
                rest(table.rest(), written));
    }

    private static Rest rest(Rest table, ReactionOverride written) {
        boolean respects = Objects.requireNonNullElse(written.respectRetryAfter(), table.honoursRetryAfter());
        Duration rest = written.rest();
        return rest == null
                ? new Rest(respects, table.fixed(), table.backsOff())
                : new Rest(respects, rest.isZero() ? null : rest, false);
    }

    /** Returns the kind of this name, however it is written; {@code null} where there is none. */
    static @Nullable FailureKind kind(String name) {
        String wanted = ProviderNames.canonical(name.replace('_', '-'));
        return Arrays.stream(FailureKind.values())
                .filter(kind -> ProviderNames.canonical(name(kind)).equals(wanted))
                .findFirst()
                .orElse(null);
    }

    /** Returns how a kind is written in a configuration. */
    static String name(FailureKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether configuration has a say: what the caller did is nobody else's affair. */
    static boolean isOverridable(FailureKind kind) {
        return kind.fault() != FailureKind.Fault.CALLER;
    }

    /** Returns the names that may be written. */
    static List<String> names() {
        return Arrays.stream(FailureKind.values())
                .filter(Reactions::isOverridable)
                .map(Reactions::name)
                .toList();
    }
}
