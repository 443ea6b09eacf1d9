package io.github.llmfailover.simulation;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.ProbeSettings;
import io.github.llmfailover.execution.Prober;
import io.github.llmfailover.execution.Watchdog;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.time.VirtualTime;
import java.util.Map;
import java.util.Random;

/** The library's own background probes, in virtual time. */
final class SimulatedProbes {

    private final Prober prober;

    SimulatedProbes(VirtualTime time, Map<Provider, ProviderHealth> clients, Random jitter) {
        Workers workers = Workers.create();
        // From now on they run what they are given where they are given it.
        workers.close();
        Engine engine = new Engine(ProbeClient::failure, new Watchdog(time), workers, time);
        prober = new Prober(
                ProbeSettings.DEFAULTS,
                engine,
                FailureRules.defaults(),
                jitter,
                () -> clients,
                () -> FailoverListener.NONE);
        prober.start();
    }

    void onProviderStateChanged(ProviderStateChangedEvent event) {
        prober.onProviderStateChanged(event);
    }
}
