package io.github.llmfailover.actuate;

import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import java.util.List;

/** What a chain is worth at the moment. */
final class Serving {

    enum Verdict {
        UP,
        DEGRADED,
        DOWN
    }

    private Serving() {}

    static Verdict of(List<String> chain, ProviderHealths healths) {
        for (int i = 0; i < chain.size(); i++) {
            ProviderHealth health = healths.find(chain.get(i));
            if (health != null && health.canServe()) {
                return i == 0 ? Verdict.UP : Verdict.DEGRADED;
            }
        }
        return Verdict.DOWN;
    }
}
