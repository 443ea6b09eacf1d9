package io.github.llmfailover.actuate;

import io.github.llmfailover.health.OperatorHold;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint shows of a provider that is out because an operator wants it so.
 *
 * @param action what the operator did, such as {@code force-open}
 * @param since when
 * @param until when it is over by itself
 * @param by who; empty where nobody was authenticated
 */
public record OperatorHoldDescriptor(String action, Instant since, Instant until, Optional<String> by) {

    static Optional<OperatorHoldDescriptor> of(@Nullable OperatorHold hold) {
        return hold == null
                ? Optional.empty()
                : Optional.of(new OperatorHoldDescriptor(
                        hold.action().word(), hold.since(), hold.until(), Optional.ofNullable(hold.by())));
    }
}
