package io.github.llmfailover.actuate;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import java.util.List;

/**
 * Whether providers can serve, which is not the same as taking a call at this very moment: a provider at its maximum
 * concurrency serves, one that is being probed may, and one whose breaker's time is over must count as able, since an
 * instance that reports itself down gets no call that could probe it.
 */
final class Serving {

    /** What a chain is worth. */
    enum Verdict {
        UP,
        DEGRADED,
        DOWN
    }

    private Serving() {}

    static boolean canServe(ProviderHealth health) {
        ProviderState state = health.state();
        return switch (state) {
            case CLOSED, HALF_OPEN -> true;
            case OPEN -> health.nanosUntilAvailable(null) == 0;
            case RESTING, DRAINING, DISABLED, FORCED_OPEN -> false;
        };
    }

    static Verdict of(List<String> chain, ProviderHealths healths) {
        for (int i = 0; i < chain.size(); i++) {
            ProviderHealth health = healths.find(chain.get(i));
            if (health != null && canServe(health)) {
                return i == 0 ? Verdict.UP : Verdict.DEGRADED;
            }
        }
        return Verdict.DOWN;
    }
}
