package io.github.llmfailover;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an operator can do about a provider at run time. */
public enum OperatorAction {
    /** Gives it no new calls; those under way finish. For a while. */
    DRAIN(ProviderState.DRAINING),
    /** Takes it out. For a while; it comes back as it is then known to be. */
    DISABLE(ProviderState.DISABLED),
    /** Holds its circuit breaker open. For a while; it comes back half-open, to be tested as after an outage. */
    FORCE_OPEN(ProviderState.FORCED_OPEN),
    /** Ends what one of the above began. */
    ENABLE(null),
    /** Forgets its breaker's window, its rests and the growth of both, and ends what one of the above began. */
    RESET(null);

    private final @Nullable ProviderState held;

    OperatorAction(@Nullable ProviderState held) {
        this.held = held;
    }

    /** Returns the state in which the action holds a provider for a while; {@code null} where it holds none. */
    public @Nullable ProviderState held() {
        return held;
    }

    /** Returns the name by which operators know it, such as {@code force-open}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the action of a {@link #word}; {@code null} where there is none. */
    public static @Nullable OperatorAction of(String word) {
        for (OperatorAction action : values()) {
            if (action.word().equals(word)) {
                return action;
            }
        }
        return null;
    }
}
