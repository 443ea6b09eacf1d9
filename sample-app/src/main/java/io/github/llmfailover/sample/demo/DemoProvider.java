package io.github.llmfailover.sample.demo;

import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One simulated provider. */
final class DemoProvider {

    private final ProviderSimulator simulator;

    private final Behavior pace;

    private volatile @Nullable Breakage broken;

    private DemoProvider(ProviderSimulator simulator, Behavior pace) {
        this.simulator = simulator;
        this.pace = pace;
    }

    static DemoProvider start(String name, String vendor, Duration pace) {
        ProviderSimulator simulator = ProviderSimulator.builder().name(name).start();
        simulator.answers(new StandIn(vendor)::answer);
        DemoProvider provider = new DemoProvider(simulator, Behavior.pace(pace));
        provider.heal();
        return provider;
    }

    String name() {
        return simulator.name();
    }

    String baseUrl() {
        return simulator.baseUrl();
    }

    @Nullable
    Breakage broken() {
        return broken;
    }

    synchronized void breakDown(Breakage breakage) {
        // Ends what an earlier breakage holds up, so that the ways do not add up.
        simulator.heal();
        simulator.always(breakage == Breakage.REFUSE ? breakage.behavior() : pace.and(breakage.behavior()));
        broken = breakage;
    }

    synchronized void heal() {
        simulator.heal();
        simulator.always(pace);
        broken = null;
    }

    void close() {
        simulator.close();
    }
}
