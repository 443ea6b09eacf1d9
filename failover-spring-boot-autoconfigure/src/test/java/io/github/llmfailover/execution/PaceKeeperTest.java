package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.Pace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceKeeperTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Close to overflow, as a ticker may be. */
    private static final long START = Long.MAX_VALUE - 5 * SECOND;

    private final PaceKeeper pace = new PaceKeeper(new Pace(3, Duration.ofSeconds(10)));

    private boolean isTooSlowAfter(long seconds) {
        return pace.isTooSlow(START + seconds * SECOND, true);
    }

    private void chunks(int count) {
        for (int i = 0; i < count; i++) {
            pace.chunk();
        }
    }

    @Test
    void window_withTooFewChunks_isTooSlowAtItsEndAndNotBefore() {
        assertThat(isTooSlowAfter(0)).isFalse();
        chunks(2);
        assertThat(isTooSlowAfter(9)).isFalse();
        assertThat(isTooSlowAfter(10)).isTrue();
    }

    @Test
    void window_withEnoughChunks_isNotTooSlow() {
        assertThat(isTooSlowAfter(0)).isFalse();
        chunks(3);
        assertThat(isTooSlowAfter(10)).isFalse();
    }

    @Test
    void chunks_ofOneWindow_doNotCountInTheNext() {
        assertThat(isTooSlowAfter(0)).isFalse();
        chunks(50);
        assertThat(isTooSlowAfter(10)).isFalse();
        chunks(2);
        assertThat(isTooSlowAfter(19)).isFalse();
        assertThat(isTooSlowAfter(20)).isTrue();
    }

    @Test
    void chunks_beforeTheFirstLook_belongToNoWindow() {
        chunks(50);
        assertThat(isTooSlowAfter(0)).isFalse();
        assertThat(isTooSlowAfter(10)).isTrue();
    }

    @Test
    void window_inWhichTheSubscriberWantedNothing_isNotJudged() {
        assertThat(isTooSlowAfter(0)).isFalse();
        assertThat(pace.isTooSlow(START + 9 * SECOND, false)).isFalse();
        assertThat(isTooSlowAfter(11)).isFalse();
        assertThat(isTooSlowAfter(18)).isFalse();
        assertThat(isTooSlowAfter(19)).as("a whole window later").isTrue();
    }

    @Test
    void anyPace_isNeverTooSlow() {
        PaceKeeper any = new PaceKeeper(Pace.ANY);
        assertThat(any.isTooSlow(START, true)).isFalse();
        assertThat(any.isTooSlow(START + 1_000 * SECOND, true)).isFalse();
    }
}
