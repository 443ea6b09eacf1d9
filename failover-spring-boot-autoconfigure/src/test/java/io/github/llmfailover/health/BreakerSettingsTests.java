package io.github.llmfailover.health;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BreakerSettingsTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    static Stream<Arguments> contradictions() {
        return Stream.of(
                Arguments.of(make(900, 20, 5, 100, SECOND, SECOND, 2, SECOND, 3), "failure-rate-threshold"),
                Arguments.of(make(0, 20, 5, 100, SECOND, SECOND, 2, SECOND, 3), "failure-rate-threshold"),
                Arguments.of(make(Double.NaN, 20, 5, 100, SECOND, SECOND, 2, SECOND, 3), "failure-rate-threshold"),
                Arguments.of(make(50, 0, 5, 100, SECOND, SECOND, 2, SECOND, 3), "sliding-window-size"),
                Arguments.of(make(50, 20, 0, 100, SECOND, SECOND, 2, SECOND, 3), "minimum-number-of-calls"),
                Arguments.of(make(50, 20, 21, 100, SECOND, SECOND, 2, SECOND, 3), "sliding-window-size"),
                Arguments.of(make(50, 20, 5, -1, SECOND, SECOND, 2, SECOND, 3), "slow-call-rate-threshold"),
                Arguments.of(make(50, 20, 5, 100, Duration.ZERO, SECOND, 2, SECOND, 3), "slow-call-duration-threshold"),
                Arguments.of(make(50, 20, 5, 100, SECOND, SECOND.negated(), 2, SECOND, 3), "open-duration"),
                Arguments.of(make(50, 20, 5, 100, SECOND, SECOND, 0.5, SECOND, 3), "open-duration-multiplier"),
                Arguments.of(make(50, 20, 5, 100, SECOND, SECOND, 2, Duration.ofMillis(1), 3), "max-open-duration"),
                Arguments.of(make(50, 20, 5, 100, SECOND, SECOND, 2, SECOND, 0), "permitted-calls-in-half-open"));
    }

    private static ThrowingCallable make(
            double failureRate,
            int window,
            int minimum,
            double slowRate,
            Duration slow,
            Duration open,
            double multiplier,
            Duration maxOpen,
            int halfOpen) {
        return () ->
                new BreakerSettings(failureRate, window, minimum, slowRate, slow, open, multiplier, maxOpen, halfOpen);
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void settings_thatContradict_areRejectedByTheirProperty(ThrowingCallable creation, String property) {
        assertThatIllegalArgumentException()
                .isThrownBy(creation)
                .withMessageContaining(property)
                .withMessageContaining("must");
    }

    static Stream<Arguments> wrongTimes() {
        Duration stale = Duration.ofMinutes(10);
        return Stream.of(
                Arguments.of(SECOND.negated(), stale, "ramp-up"),
                Arguments.of(Duration.ofDays(366), stale, "ramp-up"),
                Arguments.of(SECOND, Duration.ZERO, "stale-after"));
    }

    @ParameterizedTest
    @MethodSource("wrongTimes")
    void settings_withWrongTimes_areRejectedByTheirProperty(Duration rampUp, Duration staleAfter, String property) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HealthFixture.settings(rampUp, staleAfter))
                .withMessageContaining(property)
                .withMessageContaining("must");
    }

    @Test
    void healthSettings_negativeConcurrency_isRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthSettings("openai", BreakerSettings.DEFAULTS, -1))
                .withMessageContaining("max-concurrency of provider 'openai'");
    }
}
