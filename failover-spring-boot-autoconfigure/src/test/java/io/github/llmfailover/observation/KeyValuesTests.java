package io.github.llmfailover.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.observation.FailoverObservationDocumentation.AttemptDetailKeyNames;
import io.github.llmfailover.trace.AttemptKind;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That key values are kept changes nothing about what they say. */
class KeyValuesTests {

    @Test
    void recentValues_ofMoreThanAreKept_areEachTheirOwn() {
        RecentKeyValues models = new RecentKeyValues(AttemptDetailKeyNames.REQUEST_MODEL);

        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(models.of("model-" + i))
                        .isEqualTo(KeyValue.of(AttemptDetailKeyNames.REQUEST_MODEL, "model-" + i));
            }
        }
    }

    @Test
    void details_moreThanUsual_areAllThere() {
        Details details = new Details(2);
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 9; i++) {
            details.add(KeyValue.of("key-" + i, "value"));
            keys.add("key-" + i);
        }

        assertThat(details.all().stream().map(KeyValue::getKey)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(new Details(2).all()).isEmpty();
    }

    @Test
    void calls_thatDiffer_haveDifferentValues() {
        DefaultFailoverCallObservationConvention convention = new DefaultFailoverCallObservationConvention();
        Map<KeyValues, String> seen = new HashMap<>();
        for (String chain : List.of("one", "two")) {
            for (CallMode mode : CallMode.values()) {
                for (CallOutcome outcome : CallOutcome.values()) {
                    for (String provider : List.of("a", "b")) {
                        for (boolean failedOver : new boolean[] {true, false}) {
                            FailoverCallObservationContext context = new FailoverCallObservationContext(chain, mode);
                            context.ended(
                                    new FailoverReport(
                                            chain, mode, provider, null, failedOver, false, false, List.of()),
                                    outcome);
                            KeyValues values = convention.getLowCardinalityKeyValues(context);
                            assertThat(seen.put(values, chain + mode + outcome + provider + failedOver))
                                    .isNull();
                            assertThat(convention.getLowCardinalityKeyValues(context))
                                    .isSameAs(values);
                        }
                    }
                }
            }
        }
        assertThat(seen.keySet().stream().flatMap(KeyValues::stream))
                .contains(
                        KeyValue.of("llm.failover.chain", "two"),
                        KeyValue.of("llm.failover.provider", "b"),
                        KeyValue.of("error.type", "DEADLINE_EXCEEDED"));
    }

    @Test
    void attempts_ofAnotherClientUnderTheSameName_haveItsSystem() {
        DefaultFailoverAttemptObservationConvention convention = new DefaultFailoverAttemptObservationConvention();
        for (String system : List.of("openai", "anthropic", "openai")) {
            for (AttemptKind kind : AttemptKind.values()) {
                KeyValues values = convention.getLowCardinalityKeyValues(
                        new FailoverAttemptObservationContext("default", "first", system, kind));
                assertThat(values)
                        .contains(
                                KeyValue.of("gen_ai.provider.name", system),
                                KeyValue.of(
                                        "llm.failover.attempt.kind", kind.name().toLowerCase(Locale.ROOT)));
            }
        }
    }
}
