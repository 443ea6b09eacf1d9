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
 * five milliseconds while there is something to watch, and not at all otherwise. A tick costs one look at each exchange
 * that may pass a limit soon; the others, which are nearly all where there are thousands of streams, get a look every
 * quarter of a second. Limits are kept to within one tick.
 */
public final class Watchdog {

    static final Duration TICK = Duration.ofMillis(5);

    private static final int TICKS_BETWEEN_ROUNDS = 50;

    /** Twice the time between two looks at all exchanges, since a tick may come late. */
    private static final long SOON = 2 * TICKS_BETWEEN_ROUNDS * TICK.toNanos();

    private static final Log logger = LogFactory.getLog(Watchdog.class);

    private final TimeSource time;

    /** Those that may pass a limit soon, and those that have just come. */
    private final Set<Watched> near = ConcurrentHashMap.newKeySet();

    private final Set<Watched> far = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean ticking = new AtomicBoolean();

    /** Touched by the ticker only. */
    private int ticksToRound = TICKS_BETWEEN_ROUNDS;

    /** Creates a watchdog on a time source. */
    public Watchdog(TimeSource time) {
        this.time = time;
    }

    void watch(Watched exchange) {
        near.add(exchange);
        startTicking();
    }

    /** Forgets an exchange. One that is ever {@link Watched#quietFor quiet} must have ended before. */
    void unwatch(Watched exchange) {
        near.remove(exchange);
        far.remove(exchange);
    }

    /** Returns how many exchanges are watched. */
    int watching() {
        return near.size() + far.size();
    }

    private void startTicking() {
        if (!ticking.get() && ticking.compareAndSet(false, true)) {
            time.schedule(TICK, this::tick);
        }
    }

    private void tick() {
        long now = time.nanoTime();
        for (Watched exchange : near) {
            if (check(exchange, now) > SOON) {
                move(exchange, near, far, now);
            }
        }
        if (--ticksToRound == 0) {
            ticksToRound = TICKS_BETWEEN_ROUNDS;
            for (Watched exchange : far) {
                long quiet = check(exchange, now);
                if (quiet != Watched.ENDED && quiet <= SOON) {
                    move(exchange, far, near, now);
                }
            }
        }
        ticking.set(false);
        if (!near.isEmpty() || !far.isEmpty()) {
            startTicking();
        }
    }

    private long check(Watched exchange, long now) {
        try {
            exchange.check(now);
            return exchange.quietFor(now);
        } catch (RuntimeException e) {
            logger.error("Could not check the limits of a request; it is not watched any more", e);
            unwatch(exchange);
            return Watched.ENDED;
        }
    }

    private void move(Watched exchange, Set<Watched> from, Set<Watched> to, long now) {
        to.add(exchange);
        from.remove(exchange);
        if (exchange.quietFor(now) == Watched.ENDED) {
            // It may have been forgotten before it came here.
            unwatch(exchange);
        }
    }

    /** Something with a limit. */
    interface Watched {

        /** The answer of an exchange that has no limit any more. */
        long ENDED = -1;

        /**
         * Looks whether a limit has passed, and if so sets the end in motion. Must not block and must not run a user's
         * code.
         *
         * @param now the ticker's reading
         */
        void check(long now);

        /**
         * Returns how long none of its limits can pass, whatever happens meanwhile, in nanoseconds; 0 where that is not
         * known, {@link #ENDED} once it has ended.
         *
         * @param now the ticker's reading
         */
        default long quietFor(long now) {
            return 0;
        }
    }
}
