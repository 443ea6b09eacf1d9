package io.github.llmfailover;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call found no provider of its chain that takes calls.
 *
 * @param chain the chain
 * @param at when
 * @param availableAgainAt when the soonest is expected back; {@code null} where nobody knows
 */
public record AllProvidersUnavailableEvent(
        String chain, Instant at, @Nullable Instant availableAgainAt) {}
