package io.github.llmfailover.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.health.Claim;
import java.time.Duration;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AffineSelectorTest {

    private static final Duration WARM_FOR = Duration.ofMinutes(5);

    private final RoutingFixture providers = new RoutingFixture(
            RoutingFixture.able("a", "tools"), RoutingFixture.able("b", "tools", "vision"), RoutingFixture.able("c"));

    private final AffineSelector selector =
            new AffineSelector(new PrioritySelector(), new Conversations(WARM_FOR, providers.time), true);

    private static Requirements of(@Nullable String conversation, @Nullable String begunBy, Capability... needed) {
        return new Requirements(
                null,
                Set.of(),
                null,
                Set.of(),
                Set.of(needed),
                TokenEstimate.UNKNOWN,
                new Affinity(conversation, begunBy));
    }

    private void served(String conversation, int position) {
        selector.answered(of(conversation, null), providers.chain.member(position), 1);
    }

    @Test
    void conversation_servedByALaterProvider_staysThere() {
        served("c1", 1);

        assertThat(providers.select(selector, of("c1", null))).isEqualTo("b");
        assertThat(selector.firstChoice(providers.chain, of("c1", null), providers.chain.eligible(Requirements.NONE)))
                .isSameAs(providers.chain.member(1));
        assertThat(providers.select(selector, of("c2", null))).isEqualTo("a");
        assertThat(providers.select(selector, Requirements.NONE)).isEqualTo("a");
    }

    @Test
    void conversation_whoseProviderIsOut_goesOnWithAnother() {
        served("c1", 1);
        providers.open("b");

        assertThat(providers.select(selector, of("c1", null))).isEqualTo("a");
    }

    @Test
    void conversation_whoseProviderThisCallHasAskedAlready_goesOnWithAnother() {
        served("c1", 1);
        BitSet left = providers.chain.eligible(Requirements.NONE);
        left.clear(1);

        assertThat(selector.select(providers.chain, of("c1", null), left, Claim.FAIR))
                .extracting(selection -> selection.member().name())
                .isEqualTo("a");
    }

    @Test
    void conversation_whoseProviderLacksWhatIsNeededNow_goesOnWithAnother() {
        served("c1", 0);

        assertThat(providers.select(selector, of("c1", null, Capability.VISION)))
                .isEqualTo("b");
    }

    @Test
    void conversation_silentForLongerThanAPromptStaysCached_beginsAnew() {
        served("c1", 1);
        providers.time.advance(WARM_FOR.plusSeconds(1));

        assertThat(providers.select(selector, of("c1", null))).isEqualTo("a");
    }

    @Test
    void conversation_whereNoneIsToBeRemembered_beginsAnew() {
        AffineSelector forgetful =
                new AffineSelector(new PrioritySelector(), new Conversations(Duration.ZERO, providers.time), true);
        forgetful.answered(of("c1", null), providers.chain.member(1), 1);

        assertThat(providers.select(forgetful, of("c1", null))).isEqualTo("a");
    }

    @Test
    void roundOfTools_isFinishedWhereItBegan_whereverTheConversationWas() {
        served("c1", 1);

        assertThat(providers.select(selector, of("c1", "c"))).isEqualTo("c");
        assertThat(providers.select(selector, of(null, "b"))).isEqualTo("b");
    }

    @Test
    void roundOfTools_begunByNobodyOfThisChain_isForTheFirst() {
        assertThat(providers.select(selector, of(null, "elsewhere"))).isEqualTo("a");
    }
}
