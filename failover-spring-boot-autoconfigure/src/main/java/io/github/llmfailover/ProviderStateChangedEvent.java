package io.github.llmfailover;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A provider went from one state to another.
 *
 * @param provider the provider's name
 * @param from the state before
 * @param to the state now
 * @param at when
 * @param availableAgainAt when it is expected to take calls again; {@code null} where it takes calls or nobody knows
 */
public record ProviderStateChangedEvent(
        String provider,
        ProviderState from,
        ProviderState to,
        Instant at,
        @Nullable Instant availableAgainAt) {}
