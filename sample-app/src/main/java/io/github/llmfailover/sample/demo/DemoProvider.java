package io.github.llmfailover.sample.demo;

import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One simulated provider. */
final class DemoProvider {

    private final ProviderSimulator simulator;

    private volatile Duration pace;

    private volatile @Nullable Breakage broken;

    private DemoProvider(ProviderSimulator simulator, Duration pace) {
        this.simulator = simulator;
        this.pace = pace;
    }

    static DemoProvider start(String name, String vendor, Duration pace) {
        ProviderSimulator simulator = ProviderSimulator.builder().name(name).start();
        simulator.answers(new StandIn(vendor)::answer);
        DemoProvider provider = new DemoProvider(simulator, pace);
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

    Duration pace() {
        return pace;
    }

    /** How long it takes to write a word, from the next answer on. */
    synchronized void pace(Duration pace) {
        this.pace = pace;
        behave();
    }

    synchronized void breakDown(Breakage breakage) {
        broken = breakage;
        // Ends what an earlier breakage holds up, so that the ways do not add up.
        simulator.heal();
        behave();
        if (breakage == Breakage.KILL) {
            simulator.disconnect();
        }
    }

    synchronized void heal() {
        broken = null;
        simulator.heal();
        behave();
    }

    private void behave() {
        Behavior paced = Behavior.pace(pace);
        Breakage breakage = broken;
        if (breakage == null) {
            simulator.always(paced);
        } else {
            // A provider that refuses connections has no pace.
            simulator.always(breakage.refuses() ? breakage.behavior() : paced.and(breakage.behavior()));
        }
    }

    ProviderSimulator simulator() {
        return simulator;
    }

    void close() {
        simulator.close();
    }
}
