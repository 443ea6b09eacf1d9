package io.github.llmfailover.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.routing.LatencyOrdering;
import io.github.llmfailover.routing.OrderedSelector;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code strategy: latency} does to providers whose first tokens differ as they do in life: with a long tail. */
class LatencyStrategyTest {

    private static final Sky QUICK = firstToken(Duration.ofMillis(300));

    private static final Sky SLOW = firstToken(Duration.ofMillis(900));

    /** Log-normal around a median, and of a hundred one that takes five times as long. */
    private static Sky firstToken(Duration median) {
        return (random, model, underWay) -> Fate.answers(
                (long) (median.toNanos() * Math.exp(0.4 * gaussian(random)) * (random.nextInt(100) == 0 ? 5 : 1)),
                random.nextLong(Duration.ofSeconds(5).toNanos()));
    }

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static World world(double perSecond, int seconds, Weather first, Weather second, long seed) {
        Scenario scenario = Scenario.of(
                        "two of differing speed",
                        Traffic.of(perSecond, seconds, Caller.ALL_STREAM),
                        Member.named("first").in(first),
                        Member.named("second").in(second))
                .ordered((time, random) -> new OrderedSelector(new LatencyOrdering(time, random)));
        return new World(scenario, seed);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 1", "2, 2", "20, 3", "200, 4"})
    void requests_oneProviderIsQuicker_goToItInNineOfTenCases(double perSecond, long seed) {
        World world = world(perSecond, (int) (10_000 / perSecond), Weather.always(SLOW), Weather.always(QUICK), seed);

        Run run = world.run();

        assertThat(run.violations()).isEmpty();
        assertThat((double) world.provider("second").requests / run.attempts()).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 5, 50})
    void providerThatWasSlow_recovered_isFoundWithinHalfAMinute(double perSecond) {
        int recovery = 300;
        for (long seed = 1; seed <= 20; seed++) {
            World world = world(
                    perSecond,
                    recovery + 90,
                    Weather.always(QUICK).but(Outage.seconds(0, recovery), firstToken(Duration.ofSeconds(6))),
                    Weather.always(SLOW),
                    seed);
            long[] before = new long[2];
            world.time.schedule(Duration.ofSeconds(recovery + 30), () -> {
                before[0] = world.provider("first").requests;
                before[1] = world.provider("second").requests;
            });

            world.run();

            long first = world.provider("first").requests - before[0];
            long second = world.provider("second").requests - before[1];
            assertThat((double) first / (first + second))
                    .as("share of the recovered one from 30 s on, seed %d", seed)
                    .isGreaterThan(0.8);
        }
    }

    @Test
    void providerThatBecomesSlow_isLeftWithinSeconds() {
        World world = world(
                20,
                400,
                Weather.always(QUICK).but(Outage.seconds(300, 400), firstToken(Duration.ofSeconds(6))),
                Weather.always(SLOW),
                1);
        long[] before = new long[1];
        world.time.schedule(Duration.ofSeconds(310), () -> before[0] = world.provider("first").requests);

        world.run();

        // Twenty a second for ninety seconds.
        assertThat(world.provider("first").requests - before[0]).isLessThan(180);
    }
}
