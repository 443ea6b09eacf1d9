package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.execution.Prober;
import org.springframework.context.SmartLifecycle;

/** Lets the prober run while the context does: the first to stop, before servers wait for their requests to end. */
final class ProberLifecycle implements SmartLifecycle {

    private final Prober prober;

    ProberLifecycle(Prober prober) {
        this.prober = prober;
    }

    @Override
    public void start() {
        prober.start();
    }

    @Override
    public void stop() {
        prober.stop();
    }

    @Override
    public boolean isRunning() {
        return prober.isRunning();
    }
}
