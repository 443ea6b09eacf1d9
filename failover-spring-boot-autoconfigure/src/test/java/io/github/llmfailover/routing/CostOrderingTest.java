package io.github.llmfailover.routing;

import static io.github.llmfailover.routing.RoutingFixture.priced;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.provider.Price;
import io.github.llmfailover.provider.ProviderSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CostOrderingTest {

    private static final int USUAL = CostOrdering.USUAL_ANSWER;

    private static Price usd(double input, double cached, double output) {
        return new Price(input, cached, output, "USD");
    }

    private static Requirements of(int input, int output, @Nullable String conversation) {
        return new Requirements(
                null,
                Set.of(),
                null,
                Set.of(),
                Set.of(),
                new TokenEstimate(input, output),
                conversation == null ? Affinity.NONE : new Affinity(conversation, null));
    }

    private static final class Fixture {
        final RoutingFixture providers;
        final ProviderSelector selector;

        Fixture(ProviderSettings... settings) {
            providers = new RoutingFixture(settings);
            Conversations conversations = new Conversations(Duration.ofMinutes(5), providers.time);
            selector = new AffineSelector(new OrderedSelector(new CostOrdering(conversations)), conversations, false);
        }

        @Nullable
        String select(Requirements requirements) {
            return providers.select(selector, requirements);
        }

        void served(Requirements requirements, int position) {
            selector.answered(requirements, providers.chain.member(position), 1);
        }
    }

    @Test
    void cheapest_dependsOnTheTokensOfTheRequest() {
        Fixture two = new Fixture(priced("cheap-input", usd(1, 1, 20)), priced("cheap-output", usd(4, 4, 2)));

        assertThat(two.select(of(100, 0, null))).isEqualTo("cheap-output");
        assertThat(two.select(of(10_000, 0, null))).isEqualTo("cheap-input");
        assertThat(two.select(of(100, 1, null)))
                .as("an answer limited to a token costs next to nothing")
                .isEqualTo("cheap-input");
    }

    @Test
    void conversation_staysWhereItIsCached_untilThatIsDearer() {
        Fixture two = new Fixture(priced("a", usd(2, 2, 10)), priced("b", usd(3, 0.3, 10)));
        Requirements first = of(10_000, 0, "c");
        assertThat(two.select(first)).isEqualTo("a");
        two.served(first, 1);

        assertThat(two.select(of(11_000, 0, "c"))).isEqualTo("b");
        assertThat(two.select(of(100_000, 0, "c")))
                .as("10,000 cached tokens save less than 90,000 new ones cost more")
                .isEqualTo("a");
        assertThat(two.select(of(11_000, 0, "another"))).isEqualTo("a");

        two.providers.time.advance(Duration.ofMinutes(6));
        assertThat(two.select(of(11_000, 0, "c"))).isEqualTo("a");
    }

    @Test
    void providerWithoutAPrice_comesAfterAllOthers() {
        Fixture three =
                new Fixture(priced("unknown", null), priced("dear", usd(100, 100, 500)), priced("also-unknown", null));

        assertThat(three.select(of(1, 0, null))).isEqualTo("dear");
        three.providers.open("dear");
        assertThat(three.select(of(1, 0, null))).isEqualTo("unknown");
    }

    @Test
    void equals_goToTheFirstOfTheChain() {
        Fixture free = new Fixture(priced("a", usd(0, 0, 0)), priced("b", usd(0, 0, 0)));

        assertThat(free.select(of(1, 0, null))).isEqualTo("a");
    }

    @Test
    void firstChoice_isTheCheapest_soThatAnotherIsAFailover() {
        Fixture two = new Fixture(priced("dear", usd(2, 2, 2)), priced("cheap", usd(1, 1, 1)));
        Requirements any = of(1, 0, null);

        assertThat(two.selector.firstChoice(two.providers.chain, any, two.providers.chain.eligible(any)))
                .isSameAs(two.providers.chain.member(1));
    }

    @Test
    void request_ofAMillion_neverGoesToADearerProviderWhileACheaperOneIsHealthy() {
        Random random = new Random(7);
        for (int chains = 0; chains < 100; chains++) {
            Price[] prices = IntStream.range(0, 2 + random.nextInt(6))
                    .mapToObj(i -> usd(random.nextInt(5), random.nextInt(3), random.nextInt(9)))
                    .toArray(Price[]::new);
            Fixture fixture = new Fixture(IntStream.range(0, prices.length)
                    .mapToObj(i -> priced("p" + i, prices[i]))
                    .toArray(ProviderSettings[]::new));
            Set<Integer> open = new HashSet<>();
            for (int i = 1; i < prices.length; i++) {
                if (random.nextInt(3) == 0) {
                    open.add(i);
                    fixture.providers.open("p" + i);
                }
            }
            for (int i = 0; i < 10_000; i++) {
                Requirements request = of(1 + random.nextInt(20_000), random.nextInt(3_000), null);
                String chosen = Objects.requireNonNull(fixture.select(request));
                double cost = cost(prices[Integer.parseInt(chosen.substring(1))], request);
                for (int other = 0; other < prices.length; other++) {
                    if (!open.contains(other) && cost(prices[other], request) < cost) {
                        throw new AssertionError(
                                chosen + " was chosen of " + List.of(prices) + " without " + open + " for " + request);
                    }
                }
            }
        }
    }

    private static double cost(Price price, Requirements request) {
        int limit = request.size().output();
        return price.of(request.size().input(), 0, limit == 0 ? USUAL : Math.min(limit, USUAL));
    }
}
