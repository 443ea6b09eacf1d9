package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.gateway.Gateway;
import org.springframework.context.SmartLifecycle;

/**
 * Shuts the gateway before the server itself begins to shut down: its clients are then still told to go elsewhere, and
 * streams under way may finish.
 */
final class GatewayLifecycle implements SmartLifecycle {

    private final Gateway gateway;

    private volatile boolean running;

    GatewayLifecycle(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public void start() {
        gateway.open();
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        gateway.shut(callback);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
