package io.github.llmfailover.observation;

import io.github.llmfailover.Degradation;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.time.TimeSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Counts degraded answers by chain and tier ({@code llm.failover.degraded}), and logs them: a WARN for the first of a
 * chain and tier and then at most one a minute, with how many there were, since in an outage every call is one.
 */
public final class DegradationListener implements FailoverListener {

    private static final Log logger = LogFactory.getLog(DegradationListener.class);

    private static final long BETWEEN_LINES = Duration.ofMinutes(1).toNanos();

    private record Key(String chain, String tier) {}

    /** How many answers there were in all, and when the last line told of them. */
    private final class Tally {

        private final @Nullable Counter counter;

        private final AtomicLong untold = new AtomicLong();

        private final AtomicLong nextLineAt = new AtomicLong(time.nanoTime());

        Tally(@Nullable Counter counter) {
            this.counter = counter;
        }

        void count(FailoverReport report, Degradation degradation) {
            if (counter != null) {
                counter.increment();
            }
            untold.incrementAndGet();
            long now = time.nanoTime();
            long due = nextLineAt.get();
            if (now - due >= 0 && nextLineAt.compareAndSet(due, now + BETWEEN_LINES)) {
                logger.warn(line(report, degradation) + " answers=" + untold.getAndSet(0));
            } else if (logger.isDebugEnabled()) {
                logger.debug(line(report, degradation));
            }
        }
    }

    private final @Nullable MeterRegistry registry;

    private final Set<String> chains;

    private final TimeSource time;

    private final ConcurrentMap<Key, Tally> tallies = new ConcurrentHashMap<>();

    /**
     * Creates the listener.
     *
     * @param registry where the meter is registered; {@code null} for no meter
     * @param chains the names of all configured chains
     * @param time the time source
     */
    public DegradationListener(@Nullable MeterRegistry registry, Set<String> chains, TimeSource time) {
        this.registry = registry;
        this.chains = chains;
        this.time = time;
    }

    @Override
    public void onDegraded(FailoverReport report) {
        Degradation degradation = report.degradation();
        if (degradation != null) {
            String chain = chains.contains(report.chain()) ? report.chain() : MeterListener.OTHER;
            tallies.computeIfAbsent(new Key(chain, degradation.tier()), this::tally)
                    .count(report, degradation);
        }
    }

    private Tally tally(Key key) {
        return new Tally(
                registry == null
                        ? null
                        : Counter.builder("llm.failover.degraded")
                                .description("Calls that no provider could serve and that something less answered")
                                .tag("chain", key.chain())
                                .tag("tier", key.tier())
                                .register(registry));
    }

    private static String line(FailoverReport report, Degradation degradation) {
        return "Degraded answer: chain=" + report.chain() + " tier=" + degradation.tier() + " quality="
                + degradation.quality()
                + (degradation.age() == null
                        ? ""
                        : " ageSeconds=" + degradation.age().toSeconds()) + " reason="
                + degradation.failure().getClass().getSimpleName();
    }
}
