package io.github.llmfailover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.ProviderState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OperatorOverrideTests {

    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    /** So that a comparison by value instead of by difference fails. */
    private static final long NOW = Long.MAX_VALUE - 10;

    private final OperatorOverride override = new OperatorOverride();

    /** Beyond the end of what a long can be, as a ticker may be. */
    private static long later(long nanos) {
        return NOW + nanos;
    }

    private static OperatorHold hold(OperatorAction action) {
        return new OperatorHold(action, SINCE, SINCE.plusNanos(100), "ann");
    }

    @Test
    void override_ofNobody_holdsNothing() {
        assertThat(override.epochUnlessHeld(NOW)).isZero();
        assertThat(override.hold(NOW)).isNull();
        assertThat(override.nanosLeft(NOW)).isZero();
        assertThat(override.isOver(NOW)).isFalse();
        assertThat(override.lapse(NOW)).isNull();
    }

    @Test
    void hold_inItsTime_isInForceUntilTheLastNanosecond() {
        override.hold(hold(OperatorAction.DRAIN), later(100));

        assertThat(override.epochUnlessHeld(later(99))).isEqualTo(OperatorOverride.HELD);
        assertThat(override.hold(later(99))).isEqualTo(hold(OperatorAction.DRAIN));
        assertThat(override.nanosLeft(later(99))).isEqualTo(1);
        assertThat(override.epochUnlessHeld(later(100))).isEqualTo(1);
        assertThat(override.hold(later(100))).isNull();
        assertThat(override.nanosLeft(later(101))).isZero();
    }

    @Test
    void hold_thatIsOver_lapsesOnceAndBeginsNoEpoch() {
        override.hold(hold(OperatorAction.FORCE_OPEN), later(100));
        int epoch = override.epochUnlessHeld(later(100));

        assertThat(override.lapse(later(99))).isNull();
        assertThat(override.lapse(later(100))).isEqualTo(hold(OperatorAction.FORCE_OPEN));
        assertThat(override.lapse(later(100))).isNull();
        assertThat(override.isCurrent(epoch)).isTrue();
    }

    @Test
    void epoch_eachActionBeginsOne() {
        int before = override.epochUnlessHeld(NOW);

        override.hold(hold(OperatorAction.DISABLE), later(100));
        assertThat(override.isCurrent(before)).isFalse();
        override.end();
        int after = override.epochUnlessHeld(NOW);

        assertThat(after).isNotEqualTo(before);
        assertThat(override.isCurrent(before)).isFalse();
        assertThat(override.isCurrent(after)).isTrue();
    }

    @Test
    void hold_ofAnActionThatHoldsNothingOrForNoTime_isRejected() {
        assertThatThrownBy(() -> hold(OperatorAction.ENABLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The action 'enable' takes no provider out");
        assertThatThrownBy(() -> new OperatorHold(OperatorAction.DRAIN, SINCE, SINCE, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void actions_byTheirWords_areFoundAndNothingElseIs() {
        for (OperatorAction action : OperatorAction.values()) {
            assertThat(OperatorAction.of(action.word())).isEqualTo(action);
        }
        assertThat(OperatorAction.of("force_open")).isNull();
        assertThat(OperatorAction.FORCE_OPEN.held()).isEqualTo(ProviderState.FORCED_OPEN);
        assertThat(Duration.between(SINCE, hold(OperatorAction.DRAIN).until())).isEqualTo(Duration.ofNanos(100));
    }
}
