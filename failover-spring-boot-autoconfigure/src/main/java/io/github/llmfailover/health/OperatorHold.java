package io.github.llmfailover.health;

import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.ProviderState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A provider is out because an operator wants it so.
 *
 * @param action what the operator did; one that holds a provider
 * @param since when
 * @param until when it is over by itself
 * @param by who; {@code null} where nobody was authenticated
 */
public record OperatorHold(
        OperatorAction action,
        Instant since,
        Instant until,
        @Nullable String by) {

    /** Rejects an action that holds nothing, and a time that is over before it begins. */
    public OperatorHold {
        if (action.held() == null) {
            throw new IllegalArgumentException("The action '" + action.word() + "' takes no provider out");
        }
        if (!until.isAfter(since)) {
            throw new IllegalArgumentException("A provider must be taken out for some time, not for none");
        }
    }

    /** Returns the state in which the provider is held. */
    public ProviderState state() {
        ProviderState held = action.held();
        return held == null ? ProviderState.DISABLED : held;
    }
}
