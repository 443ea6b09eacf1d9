package io.github.llmfailover;

import io.github.llmfailover.failure.FailureKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call went on to another provider.
 *
 * @param chain the call's chain
 * @param from the provider that failed or could not be asked
 * @param to the provider that is asked next
 * @param reason the failure; {@code null} where {@code from} was skipped because it takes no calls at the moment
 * @param at when
 */
public record FailoverOccurredEvent(
        String chain, String from, String to, @Nullable FailureKind reason, Instant at) {}
