package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.DrillReport;
import io.github.llmfailover.execution.Driller;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.time.TimeSource.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.random.RandomGenerator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Makes drills by a schedule while the context runs. Looks at the clock now and then rather than to wait in one piece, so
 * that a clock that is set, or a machine that slept, does not shift what was written as a time of day.
 */
final class DrillSchedule implements SmartLifecycle {

    private static final Duration LOOK = Duration.ofMinutes(5);

    private static final Log logger = LogFactory.getLog(DrillSchedule.class);

    private final DrillTimes times;

    private final Driller driller;

    private final TimeSource time;

    private final ZoneId zone;

    private final RandomGenerator random;

    private final Object lock = new Object();

    private @Nullable Cancellable look;

    private @Nullable Instant due;

    private boolean running;

    DrillSchedule(DrillTimes times, Driller driller, TimeSource time, ZoneId zone, RandomGenerator random) {
        this.times = times;
        this.driller = driller;
        this.time = time;
        this.zone = zone;
        this.random = random;
    }

    @Override
    public void start() {
        synchronized (lock) {
            running = true;
            due = times.next(time.now(), zone, random);
            lookAgain();
        }
    }

    @Override
    public void stop() {
        synchronized (lock) {
            running = false;
            if (look != null) {
                look.cancel();
                look = null;
            }
        }
    }

    @Override
    public boolean isRunning() {
        synchronized (lock) {
            return running;
        }
    }

    private void look() {
        synchronized (lock) {
            Instant next = due;
            if (!running || next == null) {
                return;
            }
            if (next.isAfter(time.now())) {
                lookAgain();
                return;
            }
            due = times.next(time.now(), zone, random);
            lookAgain();
        }
        try {
            if (driller.begin(null, DrillReport.SCHEDULE) == null) {
                logger.info("A drill is under way already, so that of the schedule is left out");
            }
        } catch (RuntimeException e) {
            logger.error("The drill of the schedule could not be made", e);
        }
    }

    private void lookAgain() {
        Instant next = due;
        if (next != null) {
            Duration left = Duration.between(time.now(), next);
            look = time.schedule(left.compareTo(LOOK) < 0 ? left : LOOK, this::look);
        }
    }
}
