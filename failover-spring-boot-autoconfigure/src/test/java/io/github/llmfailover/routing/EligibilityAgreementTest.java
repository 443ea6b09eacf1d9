package io.github.llmfailover.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The prepared sets and the reasons given to people are two ways to say the same; they must never disagree. */
class EligibilityAgreementTest {

    private static final List<String> TAGS = List.of("eu", "us", "no-training");

    private final Random random = new Random(20_261);

    @Test
    void eligible_ofRandomChainsAndRequests_areThoseWhomNoRequirementRulesOut() {
        int ruledOut = 0;
        for (int i = 0; i < 2_000; i++) {
            Chain chain = new RoutingFixture(IntStream.range(0, 1 + random.nextInt(70))
                            .mapToObj(this::provider)
                            .toArray(ProviderSettings[]::new))
                    .chain;
            Requirements requirements = requirements(chain.size());
            BitSet expected = new BitSet();
            chain.members().stream()
                    .filter(member -> requirements.ruleOut(member) == null)
                    .forEach(member -> expected.set(member.position()));

            assertThat(chain.eligible(requirements)).isEqualTo(expected);
            ruledOut += chain.size() - expected.cardinality();
        }
        assertThat(ruledOut).isGreaterThan(1_000);
    }

    private ProviderSettings provider(int number) {
        Set<String> capabilities = new HashSet<>();
        if (random.nextBoolean()) {
            EnumSet.allOf(Capability.class).stream()
                    .filter(each -> random.nextInt(4) > 0)
                    .forEach(each -> capabilities.add(each.configured()));
        }
        return new ProviderSettings(
                "p" + number,
                null,
                null,
                Timeouts.DEFAULTS,
                RetrySettings.DEFAULTS,
                someTags(2),
                capabilities,
                random.nextInt(3) * 8_000,
                1,
                null);
    }

    private Set<String> someTags(int sparse) {
        Set<String> tags = new HashSet<>(TAGS);
        tags.removeIf(tag -> random.nextInt(sparse + 1) < sparse - 1);
        return tags;
    }

    private Requirements requirements(int providers) {
        Set<Capability> needed = EnumSet.allOf(Capability.class);
        needed.removeIf(each -> random.nextInt(4) > 0);
        return new Requirements(
                random.nextInt(5) == 0 ? "p" + random.nextInt(providers + 1) : null,
                random.nextInt(10) == 0 ? Set.of("nobody-has-it") : someTags(4),
                null,
                random.nextInt(10) == 0 ? Set.of("logit_bias") : Set.of(),
                needed,
                new TokenEstimate(random.nextInt(4) * 5_000, random.nextInt(4_000)),
                Affinity.NONE);
    }
}
