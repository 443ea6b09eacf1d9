package io.github.llmfailover.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequirementsTest {

    private static Requirements needing(Capability capability) {
        return new Requirements(
                null, Set.of(), null, Set.of(), Set.of(capability), TokenEstimate.UNKNOWN, Affinity.NONE);
    }

    private static Requirements sized(int input, int output) {
        return new Requirements(
                null, Set.of(), null, Set.of(), Set.of(), new TokenEstimate(input, output), Affinity.NONE);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PREFILL")
    void capability_whereNothingIsDeclared_isAssumed(Capability capability) {
        RoutingFixture providers = new RoutingFixture(RoutingFixture.able("a"));

        assertThat(providers.chain.eligible(needing(capability)).get(0)).isTrue();
        assertThat(needing(capability).ruleOut(providers.chain.member(0))).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void capability_whereOthersAreDeclared_isKnownToBeMissing(Capability capability) {
        RoutingFixture providers = new RoutingFixture(
                RoutingFixture.able("a", "something-of-ours"), RoutingFixture.able("b", capability.configured()));

        assertThat(providers.chain.eligible(needing(capability)).get(0)).isFalse();
        assertThat(needing(capability).ruleOut(providers.chain.member(0)))
                .isEqualTo("lacks capability '" + capability.configured() + "'");
        assertThat(providers.chain.eligible(needing(capability)).get(1)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void prefill_declaredAlone_saysNothingOfTheRest(Capability capability) {
        RoutingFixture providers = new RoutingFixture(RoutingFixture.able("a", "prefill"));

        assertThat(providers.chain.eligible(needing(capability)).get(0)).isTrue();
    }

    @Test
    void window_tooSmallForPromptAndLongestAnswer_isRuledOut() {
        RoutingFixture providers =
                new RoutingFixture(RoutingFixture.window("small", 8_000), RoutingFixture.window("unknown", 0));

        assertThat(providers.chain.eligible(sized(7_000, 1_000)).get(0)).isTrue();
        assertThat(providers.chain.eligible(sized(7_000, 1_001)).get(0)).isFalse();
        assertThat(sized(7_000, 1_001).ruleOut(providers.chain.member(0)))
                .isEqualTo("has a context window of 8000 tokens, and the request is estimated at 8001");
        assertThat(providers
                        .chain
                        .eligible(sized(Integer.MAX_VALUE, Integer.MAX_VALUE))
                        .get(0))
                .isFalse();
        assertThat(providers
                        .chain
                        .eligible(sized(Integer.MAX_VALUE, Integer.MAX_VALUE))
                        .get(1))
                .isTrue();
    }

    @Test
    void tag_thatNobodyHasWritten_isNotAssumed() {
        RoutingFixture providers = new RoutingFixture(RoutingFixture.able("a"));

        assertThat(providers
                        .chain
                        .eligible(new Requirements(null, Set.of("eu")))
                        .get(0))
                .isFalse();
    }
}
