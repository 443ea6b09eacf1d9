package io.github.llmfailover.execution;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * One coarse ticker that looks after all exchanges in flight, instead of a timer for each call or token. It ticks every
 * ten milliseconds while there is something to watch, and not at all otherwise; a tick costs one look at each exchange in
 * flight. Limits are therefore kept to within one tick.
 */
public final class Watchdog {

    static final Duration TICK = Duration.ofMillis(10);

    private static final Log logger = LogFactory.getLog(Watchdog.class);

    private final TimeSource time;

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean ticking = new AtomicBoolean();

    /** Creates a watchdog on a time source. */
    public Watchdog(TimeSource time) {
        this.time = time;
    }

    void watch(Watched exchange) {
        watched.add(exchange);
        startTicking();
    }

    void unwatch(Watched exchange) {
        watched.remove(exchange);
    }

    /** Returns how many exchanges are watched. */
    int watching() {
        return watched.size();
    }

    private void startTicking() {
        if (!ticking.get() && ticking.compareAndSet(false, true)) {
            time.schedule(TICK, this::tick);
        }
    }

    private void tick() {
        long now = time.nanoTime();
        for (Watched exchange : watched) {
            try {
                exchange.check(now);
            } catch (RuntimeException e) {
                logger.error("Could not check the limits of a request; it is not watched any more", e);
                watched.remove(exchange);
            }
        }
        ticking.set(false);
        if (!watched.isEmpty()) {
            startTicking();
        }
    }

    /** Something with a limit. */
    interface Watched {

        /**
         * Looks whether a limit has passed, and if so sets the end in motion. Must not block and must not run a user's
         * code.
         *
         * @param now the ticker's reading
         */
        void check(long now);
    }
}
