package io.github.llmfailover.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightedOrderingTest {

    private static final int REQUESTS = 1_000_000;

    private final RoutingFixture providers = new RoutingFixture(
            RoutingFixture.weighing("a", 5),
            RoutingFixture.weighing("b", 3),
            RoutingFixture.weighing("c", 2),
            RoutingFixture.weighing("d", 0));

    private final ProviderSelector selector = new OrderedSelector(new WeightedOrdering(new Random(42)));

    @Test
    void shares_overAMillionRequests_areTheWeightsWithinOnePercent() {
        Map<String, Integer> shares = shares();

        assertThat(shares).containsOnlyKeys("a", "b", "c");
        assertThat(shares.get("a") / (double) REQUESTS).isCloseTo(0.5, within(0.005));
        assertThat(shares.get("b") / (double) REQUESTS).isCloseTo(0.3, within(0.003));
        assertThat(shares.get("c") / (double) REQUESTS).isCloseTo(0.2, within(0.002));
    }

    @Test
    void shares_oneIsOut_areTheWeightsOfTheRest() {
        providers.open("a");

        Map<String, Integer> shares = shares();

        assertThat(shares).containsOnlyKeys("b", "c");
        assertThat(shares.get("b") / (double) REQUESTS).isCloseTo(0.6, within(0.006));
    }

    @Test
    void weightOfZero_servesWhereNobodyElseIsLeft() {
        providers.open("a");
        providers.open("b");
        providers.open("c");

        assertThat(providers.select(selector, Requirements.NONE)).isEqualTo("d");
    }

    @Test
    void firstChoice_isNobody_sinceEachIsAsGoodAsAnother() {
        assertThat(selector.firstChoice(
                        providers.chain, Requirements.NONE, providers.chain.eligible(Requirements.NONE)))
                .isNull();
    }

    private Map<String, Integer> shares() {
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            shares.merge(String.valueOf(providers.select(selector, Requirements.NONE)), 1, Integer::sum);
        }
        return shares;
    }
}
