package io.github.llmfailover.execution;

import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * How a probe ended.
 *
 * @param failure how it failed; {@code null} where it did not
 * @param says whether it says anything of the provider: one that was called off, or that never left us, does not
 * @param firstTokenNanos from the request to the first content; -1 where none came
 * @param durationNanos from the request to the end
 * @param usage the tokens it took
 */
record ProbeOutcome(
        @Nullable Failure failure, boolean says, long firstTokenNanos, long durationNanos, TokenUsage usage) {}
