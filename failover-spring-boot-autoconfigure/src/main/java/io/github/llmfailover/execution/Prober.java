package io.github.llmfailover.execution;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.provider.Provider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks providers that are out with a synthetic prompt, in the background, so that no caller's request has to test whether
 * they have recovered. It hears of a provider's state as a listener and costs nothing while all serve. A provider is
 * asked from the end of its breaker's open time on, until as many probes have succeeded as close the breaker. It is not
 * asked while an operator has taken it out, and rests are kept.
 *
 * <p>A probe is bounded by its provider's limits and judged like any attempt, but it is no call: its tokens are booked as
 * wasted, and listeners hear of it in {@link FailoverListener#onProbeEnded}. Nothing blocks here; a request that blocks
 * does so on a worker.
 *
 * <p>Safe for use from any thread.
 */
public final class Prober implements FailoverListener, AutoCloseable {

    private final Engine engine;

    private final RandomGenerator random;

    private final Supplier<Map<Provider, ProviderHealth>> members;

    private final Supplier<FailoverListener> listener;

    private final Object lock = new Object();

    /** Guarded by the lock, as is all that follows. */
    private ProbeSettings settings;

    private FailureRules rules;

    private @Nullable Map<String, ProbedProvider> providers;

    private boolean running;

    /**
     * Creates a prober that is not running.
     *
     * @param settings how often, and with which prompt
     * @param engine what requests are made with
     * @param rules what follows from a failure
     * @param random for jitter; used by several threads
     * @param members whom to probe; asked for when the first provider goes out, and again after a change of the configuration
     * @param listener is told of probes; asked for when there is one
     */
    public Prober(
            ProbeSettings settings,
            Engine engine,
            FailureRules rules,
            RandomGenerator random,
            Supplier<Map<Provider, ProviderHealth>> members,
            Supplier<FailoverListener> listener) {
        this.settings = settings;
        this.engine = engine;
        this.rules = rules;
        this.random = random;
        this.members = members;
        this.listener = listener;
    }

    /** Begins to probe; after a stop, goes on with those that are out. */
    public void start() {
        Map<String, ProbedProvider> known;
        synchronized (lock) {
            running = true;
            known = providers;
        }
        if (known != null) {
            known.values().forEach(ProbedProvider::start);
        }
    }

    /**
     * Goes on with another configuration. What is under way is called off, and those that are out are looked at anew.
     *
     * @param changed how often, and with which prompt
     * @param other what follows from a failure
     */
    public void reconfigure(ProbeSettings changed, FailureRules other) {
        Map<String, ProbedProvider> before;
        Map<String, ProbedProvider> now = null;
        synchronized (lock) {
            settings = changed;
            rules = other;
            before = providers;
            if (before != null) {
                now = create();
                providers = now;
                if (!running) {
                    now.values().forEach(ProbedProvider::stop);
                }
            }
        }
        if (before != null) {
            before.values().forEach(ProbedProvider::stop);
        }
        if (now != null) {
            // Those who serve are left alone as soon as they are looked at.
            now.values().forEach(ProbedProvider::wake);
        }
    }

    /** Calls off everything that is scheduled or under way. Does not block. */
    public void stop() {
        Map<String, ProbedProvider> known;
        synchronized (lock) {
            running = false;
            known = providers;
        }
        if (known != null) {
            known.values().forEach(ProbedProvider::stop);
        }
    }

    /** Whether it has been started and not been stopped. */
    public boolean isRunning() {
        synchronized (lock) {
            return running;
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    @Override
    public void onProviderStateChanged(ProviderStateChangedEvent event) {
        switch (event.to()) {
            // Whoever tells is in the middle of a call.
            case OPEN, HALF_OPEN, RESTING -> engine.time().schedule(Duration.ZERO, () -> wake(event.provider()));
            case CLOSED, DRAINING, DISABLED, FORCED_OPEN -> {}
        }
    }

    private void wake(String name) {
        ProbedProvider provider;
        synchronized (lock) {
            if (!running) {
                return;
            }
            if (providers == null) {
                providers = create();
            }
            provider = providers.get(name);
        }
        if (provider != null) {
            provider.wake();
        }
    }

    private Map<String, ProbedProvider> create() {
        Map<String, ProbedProvider> created = new LinkedHashMap<>();
        ProbePace pace = new ProbePace(settings.interval(), random);
        members.get()
                .forEach((provider, health) -> created.put(
                        provider.name(),
                        new ProbedProvider(engine, rules, provider, health, settings.prompt(), pace, listener)));
        return created;
    }
}
