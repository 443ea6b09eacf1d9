package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.DrillReport;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.execution.DrillSettings;
import io.github.llmfailover.execution.Driller;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.Watchdog;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When drills come by themselves, in virtual time. */
class DrillScheduleTest implements FailoverListener {

    private final VirtualTime time = new VirtualTime();

    private final Instant start = time.now();

    private final List<DrillReport> drills = new ArrayList<>();

    @Override
    public void onDrillEnded(DrillReport drill) {
        drills.add(drill);
    }

    /** Of no providers, so that each drill ends as it begins. */
    private DrillSchedule schedule(String written) {
        Driller driller = new Driller(
                DrillSettings.DEFAULTS,
                new Engine(
                        FailureClassifiers.create(List.of(), time::now)::classify,
                        new Watchdog(time),
                        Workers.create(),
                        time),
                Map::of,
                () -> this);
        return new DrillSchedule(DrillTimes.of(written), driller, time, ZoneOffset.UTC, new Random(7));
    }

    @Test
    void interval_passes_drillsGiveOrTakeATenth() {
        DrillSchedule schedule = schedule("6h");
        schedule.start();
        time.advance(Duration.ofHours(24).plusMinutes(36));

        assertThat(drills).hasSizeBetween(3, 4).allMatch(drill -> DrillReport.SCHEDULE.equals(drill.by()));
        assertThat(Duration.between(start, drills.get(0).at()))
                .isBetween(Duration.ofMinutes(324), Duration.ofMinutes(396));
    }

    @Test
    void cron_passes_drillsAtItsTimesToTheSecond() {
        schedule("0 30 6 * * *").start();
        time.advance(Duration.ofDays(2));

        assertThat(drills)
                .extracting(DrillReport::at)
                .containsExactly(
                        start.plus(Duration.ofMinutes(390)),
                        start.plus(Duration.ofMinutes(390)).plus(Duration.ofDays(1)));
    }

    @Test
    void schedule_stopped_drillsNoMoreUntilItIsStartedAgain() {
        DrillSchedule schedule = schedule("1m");
        assertThat(schedule.isRunning()).isFalse();
        schedule.start();
        time.advance(Duration.ofMinutes(2));
        int before = drills.size();
        assertThat(before).isPositive();
        schedule.stop();
        time.advance(Duration.ofHours(1));
        assertThat(drills).hasSize(before);
        assertThat(time.pendingTasks()).isZero();

        schedule.start();
        assertThat(schedule.isRunning()).isTrue();
        time.advance(Duration.ofMinutes(2));

        assertThat(drills).hasSizeGreaterThan(before);
    }

    @Test
    void cron_ofATimeThatSummerTimeSkips_goesOn() {
        DrillTimes times = DrillTimes.of("0 30 2 * * *");
        Instant before = Instant.parse("2026-03-28T12:00:00Z");

        Instant next = times.next(before, ZoneId.of("Europe/Berlin"), new Random(1));

        assertThat(next).isAfter(before).isBefore(before.plus(Duration.ofDays(2)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            soon           | is neither a time nor a cron expression
            30s            | is not from 1m to 365d
            -6h            | is not from 1m to 365d
            400d           | is not from 1m to 365d
            * * * * * *    | comes more often than once a minute
            0/30 * * * * * | comes more often than once a minute
            0 6 * * *      | is neither a time nor a cron expression
            """)
    void schedule_thatCannotBe_isRejected(String written, String message) {
        assertThatThrownBy(() -> DrillTimes.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
