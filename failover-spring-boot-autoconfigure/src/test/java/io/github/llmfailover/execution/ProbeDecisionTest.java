package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.execution.ProbeDecision.Next;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ProbeDecisionTest {

    private static final long SECOND = 1_000_000_000;

    @ParameterizedTest
    @EnumSource(names = {"OPEN", "HALF_OPEN"})
    void of_outAndDue_asks(ProviderState state) {
        assertThat(ProbeDecision.of(state, 0, -5 * SECOND).next()).isEqualTo(Next.ASK);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"OPEN", "HALF_OPEN", "RESTING"})
    void of_servingOrTakenOutByAnOperator_stops(ProviderState state) {
        assertThat(ProbeDecision.of(state, 0, 0).next()).isEqualTo(Next.STOP);
    }

    @Test
    void of_nobodyKnowsWhenItIsAvailable_stops() {
        assertThat(ProbeDecision.of(ProviderState.OPEN, Long.MAX_VALUE, 0).next())
                .isEqualTo(Next.STOP);
    }

    @Test
    void of_openTimeAndInterval_waitsForTheLaterOfBoth() {
        assertThat(ProbeDecision.of(ProviderState.OPEN, 2 * SECOND, SECOND))
                .isEqualTo(new ProbeDecision(Next.WAIT, 2 * SECOND));
        assertThat(ProbeDecision.of(ProviderState.HALF_OPEN, 0, 3 * SECOND))
                .isEqualTo(new ProbeDecision(Next.WAIT, 3 * SECOND));
    }

    @Test
    void of_restJustOver_looksAgain() {
        assertThat(ProbeDecision.of(ProviderState.RESTING, 0, 0).next()).isEqualTo(Next.WAIT);
    }

    @Test
    void pace_isJitteredByATenthAtMost() {
        ProbePace pace = new ProbePace(Duration.ofSeconds(30), new Random(7));
        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.afterFailure()).isBetween(27 * SECOND, 33 * SECOND);
            assertThat(pace.soon()).isBetween(27 * SECOND / 10, 33 * SECOND / 10);
            assertThat(pace.spread()).isBetween(0L, 3 * SECOND);
        }
    }

    @Test
    void settings_text_leavesOutThePrompt() {
        assertThat(new ProbeSettings(Duration.ofSeconds(30), "canary").toString())
                .doesNotContain("canary");
    }
}
