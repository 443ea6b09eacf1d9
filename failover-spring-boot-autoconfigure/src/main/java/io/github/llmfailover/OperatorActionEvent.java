package io.github.llmfailover;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator acted on a provider, or tried to.
 *
 * @param provider the provider's name; {@code null} where the one that was named does not exist
 * @param action what was asked for; {@code null} where there is no such action
 * @param refusal why it was not done, in a full sentence that names only what is configured; {@code null} where it was done
 * @param from the provider's state before; {@code null} where there is no provider
 * @param to the provider's state after; {@code null} where there is no provider
 * @param at when
 * @param until how long the action holds; {@code null} where it was not done or holds nothing
 * @param evenIfLast whether it was to be done although nobody else of a chain could serve
 * @param by who; {@code null} where nobody was authenticated
 */
public record OperatorActionEvent(
        @Nullable String provider,
        @Nullable OperatorAction action,
        @Nullable String refusal,
        @Nullable ProviderState from,
        @Nullable ProviderState to,
        Instant at,
        @Nullable Instant until,
        boolean evenIfLast,
        @Nullable String by) {

    /** Whether it was done. */
    public boolean applied() {
        return refusal == null;
    }
}
