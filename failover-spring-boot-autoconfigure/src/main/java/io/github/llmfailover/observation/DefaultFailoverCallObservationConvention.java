package io.github.llmfailover.observation;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.TokenCount;
import io.github.llmfailover.observation.FailoverObservationDocumentation.CallDetailKeyNames;
import io.github.llmfailover.observation.FailoverObservationDocumentation.CallKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The observation {@value #NAME} with the key values that {@link FailoverObservationDocumentation#CALL} documents. */
public class DefaultFailoverCallObservationConvention implements FailoverCallObservationConvention {

    /** The observation's name. */
    public static final String NAME = "llm.failover.call";

    private static final FixedKeyValues<CallMode> MODES = FixedKeyValues.lowerCase(CallKeyNames.MODE, CallMode.class);

    private static final FixedKeyValues<CallOutcome> OUTCOMES =
            FixedKeyValues.named(CallKeyNames.OUTCOME, CallOutcome.class);

    private static final FixedKeyValues<CallOutcome> ERRORS =
            FixedKeyValues.named(CallKeyNames.ERROR_TYPE, CallOutcome.class);

    private static final KeyValue NO_OUTCOME = KeyValue.of(CallKeyNames.OUTCOME, KeyValue.NONE_VALUE);

    private static final KeyValue NO_ERROR = KeyValue.of(CallKeyNames.ERROR_TYPE, KeyValue.NONE_VALUE);

    private static final KeyValue NO_PROVIDER = KeyValue.of(CallKeyNames.PROVIDER, KeyValue.NONE_VALUE);

    private static final KeyValue FAILED_OVER = KeyValue.of(CallKeyNames.FAILED_OVER, "true");

    private static final KeyValue NOT_FAILED_OVER = KeyValue.of(CallKeyNames.FAILED_OVER, "false");

    private static final int MOST_DETAILS = CallDetailKeyNames.values().length;

    private record Low(
            String chain,
            CallMode mode,
            @Nullable CallOutcome outcome,
            @Nullable String provider,
            boolean failedOver) {

        private KeyValues keyValues() {
            return KeyValues.of(
                    KeyValue.of(CallKeyNames.CHAIN, chain),
                    MODES.of(mode),
                    outcome == null ? NO_OUTCOME : OUTCOMES.of(outcome),
                    provider == null ? NO_PROVIDER : KeyValue.of(CallKeyNames.PROVIDER, provider),
                    failedOver ? FAILED_OVER : NOT_FAILED_OVER,
                    outcome == null || !outcome.isFailure() ? NO_ERROR : ERRORS.of(outcome));
        }
    }

    /** There are as many as the configuration and fixed sets allow. */
    private final ConcurrentMap<Low, KeyValues> known = new ConcurrentHashMap<>();

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(FailoverCallObservationContext context) {
        FailoverReport report = context.getReport();
        Low low = new Low(
                context.getChain(),
                context.getMode(),
                context.outcome(),
                report == null ? null : report.provider(),
                report != null && report.failedOver());
        KeyValues kept = known.get(low);
        return kept != null ? kept : known.computeIfAbsent(low, Low::keyValues);
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(FailoverCallObservationContext context) {
        FailoverReport report = context.getReport();
        if (report == null) {
            return KeyValues.empty();
        }
        TokenCount delivered = report.delivered();
        TokenCount wasted = report.wasted();
        KeyValue[] values = new KeyValue[MOST_DETAILS];
        int count = 0;
        values[count++] = KeyValue.of(
                CallDetailKeyNames.ATTEMPTS, Integer.toString(report.attempts().size()));
        if (report.model() != null) {
            values[count++] = KeyValue.of(CallDetailKeyNames.RESPONSE_MODEL, report.model());
        }
        if (delivered.input() > 0) {
            values[count++] = KeyValue.of(CallDetailKeyNames.INPUT_TOKENS, Long.toString(delivered.input()));
        }
        if (delivered.output() > 0) {
            values[count++] = KeyValue.of(CallDetailKeyNames.OUTPUT_TOKENS, Long.toString(delivered.output()));
        }
        if (wasted.input() + wasted.output() > 0) {
            values[count++] =
                    KeyValue.of(CallDetailKeyNames.WASTED_TOKENS, Long.toString(wasted.input() + wasted.output()));
        }
        return KeyValues.of(Arrays.copyOf(values, count));
    }
}
