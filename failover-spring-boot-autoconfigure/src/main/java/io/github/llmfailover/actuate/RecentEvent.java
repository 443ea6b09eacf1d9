package io.github.llmfailover.actuate;

import io.github.llmfailover.AllProvidersUnavailableEvent;
import io.github.llmfailover.ConfigurationRefreshedEvent;
import io.github.llmfailover.ConfigurationRefusedEvent;
import io.github.llmfailover.CredentialRejectedEvent;
import io.github.llmfailover.DrillReport;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.OperatorActionEvent;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.ProviderStateChangedEvent;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as the endpoint shows it. What does not apply is left out.
 *
 * @param at when; where it happened several times, the last time
 * @param type what
 * @param count how many times in a row of events that differ in nothing but their time
 * @param chain the call's chain
 * @param provider the provider whose state changed, or that rejected the credential
 * @param from the state before, or the provider that a call left
 * @param to the state after, or the provider that a call went to
 * @param reason the kind of failure that a call left a provider for, {@code UNAVAILABLE} where it takes no calls; the
 *     status of a rejected credential; why an operator was refused; what a drill found; the properties that changed, or
 *     what is wrong with them
 * @param availableAgainAt when the provider, or the soonest of a chain, is expected back
 * @param action what an operator did or wanted to do
 * @param by who, as far as known
 */
public record RecentEvent(
        Instant at,
        Type type,
        long count,
        @Nullable String chain,
        @Nullable String provider,
        @Nullable String from,
        @Nullable String to,
        @Nullable String reason,
        @Nullable Instant availableAgainAt,
        @Nullable String action,
        @Nullable String by) {

    /** What happened. */
    public enum Type {
        /** A provider went from one state to another. */
        STATE_CHANGED,
        /** Calls went on from one provider to another. */
        FAILED_OVER,
        /** A provider rejected our credential. */
        CREDENTIAL_REJECTED,
        /** Calls found nobody to ask. */
        ALL_UNAVAILABLE,
        /** A changed configuration took effect. */
        CONFIGURATION_REFRESHED,
        /** A changed configuration was refused, and the one before stays in force. */
        CONFIGURATION_REFUSED,
        /** An operator acted on a provider. */
        OPERATOR_ACTION,
        /** An operator was refused. */
        OPERATOR_REFUSED,
        /** A drill ended. */
        DRILL_ENDED
    }

    private RecentEvent(
            Instant at,
            Type type,
            long count,
            @Nullable String chain,
            @Nullable String provider,
            @Nullable String from,
            @Nullable String to,
            @Nullable String reason,
            @Nullable Instant availableAgainAt) {
        this(at, type, count, chain, provider, from, to, reason, availableAgainAt, null, null);
    }

    static RecentEvent of(ProviderStateChangedEvent event) {
        return new RecentEvent(
                event.at(),
                Type.STATE_CHANGED,
                1,
                null,
                event.provider(),
                event.from().name(),
                event.to().name(),
                null,
                event.availableAgainAt());
    }

    static RecentEvent of(FailoverOccurredEvent event) {
        String reason = event.reason() == null ? "UNAVAILABLE" : event.reason().name();
        return new RecentEvent(
                event.at(), Type.FAILED_OVER, 1, event.chain(), null, event.from(), event.to(), reason, null);
    }

    static RecentEvent of(CredentialRejectedEvent event) {
        String reason = event.status() == 0 ? null : String.valueOf(event.status());
        return new RecentEvent(
                event.at(), Type.CREDENTIAL_REJECTED, 1, null, event.provider(), null, null, reason, null);
    }

    static RecentEvent of(ConfigurationRefreshedEvent event) {
        return ofConfiguration(event.at(), Type.CONFIGURATION_REFRESHED, String.join(", ", event.changed()));
    }

    static RecentEvent of(ConfigurationRefusedEvent event) {
        return ofConfiguration(event.at(), Type.CONFIGURATION_REFUSED, String.join(" ", event.problems()));
    }

    private static RecentEvent ofConfiguration(Instant at, Type type, String reason) {
        return new RecentEvent(at, type, 1, null, null, null, null, reason, null);
    }

    static RecentEvent of(AllProvidersUnavailableEvent event) {
        return new RecentEvent(
                event.at(), Type.ALL_UNAVAILABLE, 1, event.chain(), null, null, null, null, event.availableAgainAt());
    }

    static RecentEvent of(OperatorActionEvent event) {
        OperatorAction action = event.action();
        ProviderState from = event.from();
        ProviderState to = event.to();
        return new RecentEvent(
                event.at(),
                event.applied() ? Type.OPERATOR_ACTION : Type.OPERATOR_REFUSED,
                1,
                null,
                event.provider(),
                from == null ? null : from.name(),
                to == null ? null : to.name(),
                event.refusal(),
                event.until(),
                action == null ? null : action.word(),
                event.by());
    }

    static RecentEvent of(DrillReport drill) {
        String found = drill.results().stream()
                .map(result -> result.provider() + ": "
                        + (result.failure() == null
                                ? result.outcome().name()
                                : result.failure().name()))
                .collect(Collectors.joining(", "));
        return new RecentEvent(
                drill.at().plus(drill.duration()),
                Type.DRILL_ENDED,
                1,
                null,
                null,
                null,
                null,
                found,
                null,
                "drill",
                drill.by());
    }

    /** Returns this event with another that is like it counted in, if it is. */
    @Nullable
    RecentEvent mergedWith(RecentEvent later) {
        boolean repeats = type == Type.FAILED_OVER || type == Type.ALL_UNAVAILABLE;
        if (!repeats || !equals(later.like(this))) {
            return null;
        }
        return new RecentEvent(later.at, type, count + 1, chain, provider, from, to, reason, later.availableAgainAt);
    }

    private RecentEvent like(RecentEvent other) {
        return new RecentEvent(other.at, type, other.count, chain, provider, from, to, reason, other.availableAgainAt);
    }
}
