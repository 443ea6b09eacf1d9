package io.github.llmfailover.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedLinesTests {

    private final VirtualTime time = new VirtualTime();

    private final RepeatedLines lines = new RepeatedLines(time);

    private final List<String> said = new ArrayList<>();

    private boolean say(String what) {
        return lines.say(what, repeated -> said.add(what + " " + repeated));
    }

    @Test
    void line_thatIsNew_isSaidAtOnce() {
        assertThat(say("a")).isTrue();
        assertThat(say("b")).isTrue();

        assertThat(said).containsExactly("a 0", "b 0");
    }

    @Test
    void line_thatRepeatsItself_isCountedAndToldAtTheEndOfEachWindow() {
        say("a");
        assertThat(say("a")).isFalse();
        say("a");
        time.advance(RepeatedLines.WINDOW);
        say("a");
        time.advance(RepeatedLines.WINDOW);

        assertThat(said).containsExactly("a 0", "a 2", "a 1");
    }

    @Test
    void line_afterAWindowOfSilence_isNewAgainAndNothingIsKept() {
        say("a");
        time.advance(RepeatedLines.WINDOW);
        assertThat(time.pendingTasks()).isZero();

        say("a");

        assertThat(said).containsExactly("a 0", "a 0");
    }

    @Test
    void flush_tellsWhatHasBeenCountedAndNotBeenSaid() {
        say("a");
        say("a");

        lines.flush();
        lines.flush();

        assertThat(said).containsExactly("a 0", "a 1");
    }

    @Test
    void storm_overAMinute_isSevenLinesThatTellOfAll() {
        for (int i = 0; i < 10_000; i++) {
            say("a");
            time.advance(Duration.ofMillis(6));
        }
        lines.flush();

        assertThat(said).hasSizeLessThanOrEqualTo(7);
        assertThat(said.stream()
                                .mapToLong(line -> Long.parseLong(line.substring(2)))
                                .sum()
                        + 1)
                .isEqualTo(10_000);
    }
}
