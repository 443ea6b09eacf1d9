package io.github.llmfailover.execution;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One coarse ticker that looks after all exchanges in flight, instead of a timer for each call or token. A tick costs one
 * look at each exchange that may pass a limit soon; the others, which are nearly all where there are thousands of streams,
 * get a look every quarter of a second. It ticks every five milliseconds while there is one of the former, every quarter
 * of a second while there are only the latter, and not at all while there is nothing to watch. Limits are kept to within
 * one short tick.
 */
public final class Watchdog {

    static final Duration TICK = Duration.ofMillis(5);

    /** Between two looks at those whose limits are far. */
    static final Duration ROUND = Duration.ofMillis(250);

    /** Twice the time between two looks at all exchanges, since a tick may come late. */
    private static final long SOON = 2 * ROUND.toNanos();

    private static final Log logger = LogFactory.getLog(Watchdog.class);

    private final TimeSource time;

    /** Those that may pass a limit soon. */
    private final Set<Watched> near = ConcurrentHashMap.newKeySet();

    private final Set<Watched> far = ConcurrentHashMap.newKeySet();

    /** The tick to come; one that was put off for a sooner one is not it any more. */
    private final AtomicReference<@Nullable Tick> next = new AtomicReference<>();

    /** Touched by the ticker only. */
    private long roundDueAt;

    /** Creates a watchdog on a time source. */
    public Watchdog(TimeSource time) {
        this.time = time;
        this.roundDueAt = time.nanoTime();
    }

    void watch(Watched exchange) {
        (exchange.quietFor(time.nanoTime()) > SOON ? far : near).add(exchange);
        keepTicking();
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

    private void keepTicking() {
        boolean soon = !near.isEmpty();
        Tick coming = next.get();
        while ((coming == null && (soon || !far.isEmpty())) || (coming != null && soon && !coming.soon)) {
            Tick sooner = new Tick(soon);
            if (next.compareAndSet(coming, sooner)) {
                time.schedule(soon ? TICK : ROUND, sooner);
                return;
            }
            coming = next.get();
        }
    }

    private void look() {
        long now = time.nanoTime();
        for (Watched exchange : near) {
            if (check(exchange, now) > SOON) {
                move(exchange, near, far, now);
            }
        }
        if (now - roundDueAt >= 0) {
            roundDueAt = now + ROUND.toNanos();
            for (Watched exchange : far) {
                long quiet = check(exchange, now);
                if (quiet != Watched.ENDED && quiet <= SOON) {
                    move(exchange, far, near, now);
                }
            }
        }
    }

    private final class Tick implements Runnable {

        private final boolean soon;

        private Tick(boolean soon) {
            this.soon = soon;
        }

        @Override
        public void run() {
            if (next.get() != this) {
                return;
            }
            try {
                look();
            } finally {
                // Whatever was thrown, an error of the JVM's included: without a ticker no limit holds.
                next.compareAndSet(this, null);
                keepTicking();
            }
        }
    }

    private long check(Watched exchange, long now) {
        try {
            exchange.check(now);
            long quiet = exchange.quietFor(now);
            if (quiet == Watched.ENDED) {
                // Its caller may have left just before it came here.
                unwatch(exchange);
            }
            return quiet;
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
