package io.github.llmfailover.observation;

import io.github.llmfailover.observation.FailoverObservationDocumentation.WaitDetailKeyNames;
import io.github.llmfailover.observation.FailoverObservationDocumentation.WaitKeyNames;
import io.github.llmfailover.trace.WaitReason;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/** The observation {@value #NAME} with the key values that {@link FailoverObservationDocumentation#WAIT} documents. */
public class DefaultFailoverWaitObservationConvention implements FailoverWaitObservationConvention {

    /** The observation's name. */
    public static final String NAME = "llm.failover.wait";

    private static final FixedKeyValues<WaitReason> REASONS =
            FixedKeyValues.lowerCase(WaitKeyNames.REASON, WaitReason.class);

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(FailoverWaitObservationContext context) {
        return KeyValues.of(KeyValue.of(WaitKeyNames.CHAIN, context.getChain()), REASONS.of(context.getReason()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(FailoverWaitObservationContext context) {
        return KeyValues.of(KeyValue.of(
                WaitDetailKeyNames.PLANNED, Long.toString(context.getPlanned().toMillis())));
    }
}
