package io.github.llmfailover.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.routing.AffineSelector;
import io.github.llmfailover.routing.Conversations;
import io.github.llmfailover.routing.CostOrdering;
import io.github.llmfailover.routing.LatencyOrdering;
import io.github.llmfailover.routing.OrderedSelector;
import io.github.llmfailover.routing.PrioritySelector;
import io.github.llmfailover.routing.ProviderSelector;
import io.github.llmfailover.routing.WeightedOrdering;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whoever orders the providers, and whatever befalls them: no request is sent, sent a second time, retried or gone on with
 * where it may not be. Each request is looked at in {@link Conversation}. Ten million with the profile
 * {@code simulation}.
 */
class EligibilityTest {

    private static final long CALLS = Long.getLong("simulation.calls", 200_000);

    enum Strategy implements Scenario.Strategy {
        PRIORITY {
            @Override
            public ProviderSelector selector(TimeSource time, Random random) {
                return affine(new PrioritySelector(), time);
            }
        },
        WEIGHTED {
            @Override
            public ProviderSelector selector(TimeSource time, Random random) {
                return affine(new OrderedSelector(new WeightedOrdering(random)), time);
            }
        },
        LATENCY {
            @Override
            public ProviderSelector selector(TimeSource time, Random random) {
                return affine(new OrderedSelector(new LatencyOrdering(time, random)), time);
            }
        },
        COST {
            @Override
            public ProviderSelector selector(TimeSource time, Random random) {
                Conversations conversations = new Conversations(Duration.ofMinutes(5), time);
                return new AffineSelector(new OrderedSelector(new CostOrdering(conversations)), conversations, false);
            }
        };

        private static ProviderSelector affine(ProviderSelector others, TimeSource time) {
            return new AffineSelector(others, new Conversations(Duration.ofMinutes(5), time), true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void request_whateverHappens_isSentToNobodyWhoLacksWhatItNeeds(Strategy strategy) {
        long calls = 0;
        long attempts = 0;
        long answered = 0;
        for (long seed = 1; calls < CALLS / Strategy.values().length; seed++) {
            Run run = new World(Needs.scenario(strategy.name(), strategy, seed), seed).run();
            assertThat(run.violations()).isEmpty();
            calls += run.calls();
            attempts += run.attempts();
            answered += run.answered();
        }

        // Neither was everything ruled out nor nothing.
        assertThat((double) answered / calls).isBetween(0.5, 0.95);
        assertThat(attempts).isGreaterThan(answered);
    }
}
