package io.github.llmfailover.observation;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.TokenCount;
import io.github.llmfailover.observation.FailoverObservationDocumentation.CallDetailKeyNames;
import io.github.llmfailover.observation.FailoverObservationDocumentation.CallKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The observation {@value #NAME} with the key values that {@link FailoverObservationDocumentation#CALL} documents. */
public class DefaultFailoverCallObservationConvention implements FailoverCallObservationConvention {

    /** The observation's name. */
    public static final String NAME = "llm.failover.call";

    private static final FixedKeyValues<CallMode> MODES = FixedKeyValues.lowerCase(CallKeyNames.MODE, CallMode.class);

    private static final FixedKeyValues<CallOutcome> OUTCOME_VALUES =
            FixedKeyValues.named(CallKeyNames.OUTCOME, CallOutcome.class);

    private static final FixedKeyValues<CallOutcome> ERRORS =
            FixedKeyValues.named(CallKeyNames.ERROR_TYPE, CallOutcome.class);

    private static final KeyValue NO_OUTCOME = KeyValue.of(CallKeyNames.OUTCOME, KeyValue.NONE_VALUE);

    private static final KeyValue NO_ERROR = KeyValue.of(CallKeyNames.ERROR_TYPE, KeyValue.NONE_VALUE);

    private static final KeyValue NO_PROVIDER = KeyValue.of(CallKeyNames.PROVIDER, KeyValue.NONE_VALUE);

    private static final KeyValue FAILED_OVER = KeyValue.of(CallKeyNames.FAILED_OVER, "true");

    private static final KeyValue NOT_FAILED_OVER = KeyValue.of(CallKeyNames.FAILED_OVER, "false");

    /** The attempts, the model and the two counts of an answer. */
    private static final int USUAL_DETAILS = 4;

    /** Of so few attempts that nearly every call has no more. */
    private static final KeyValue[] ATTEMPTS = IntStream.range(0, 8)
            .mapToObj(DefaultFailoverCallObservationConvention::attempts)
            .toArray(KeyValue[]::new);

    private static final int NOT_ENDED = CallOutcome.values().length;

    private static final int OUTCOMES = NOT_ENDED + 1;

    /** By chain and provider: there are as many as the configuration and fixed sets allow. */
    private final KeptKeyValues kept = new KeptKeyValues(2 * CallMode.values().length * OUTCOMES);

    private final RecentKeyValues responseModels = new RecentKeyValues(CallDetailKeyNames.RESPONSE_MODEL);

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(FailoverCallObservationContext context) {
        FailoverReport report = context.getReport();
        CallOutcome outcome = context.outcome();
        String provider = report == null ? null : report.provider();
        boolean failedOver = report != null && report.failedOver();
        int variant = (context.getMode().ordinal() * OUTCOMES + (outcome == null ? NOT_ENDED : outcome.ordinal())) * 2
                + (failedOver ? 1 : 0);
        // A provider of this very name would be called the same anyway.
        KeptKeyValues same = kept.under(context.getChain()).under(provider == null ? KeyValue.NONE_VALUE : provider);
        KeyValues known = same.get(variant);
        return known != null ? known : same.keep(variant, common(context, outcome, provider, failedOver));
    }

    private static KeyValues common(
            FailoverCallObservationContext context,
            @Nullable CallOutcome outcome,
            @Nullable String provider,
            boolean failedOver) {
        return KeyValues.of(
                KeyValue.of(CallKeyNames.CHAIN, context.getChain()),
                MODES.of(context.getMode()),
                outcome == null ? NO_OUTCOME : OUTCOME_VALUES.of(outcome),
                provider == null ? NO_PROVIDER : KeyValue.of(CallKeyNames.PROVIDER, provider),
                failedOver ? FAILED_OVER : NOT_FAILED_OVER,
                outcome == null || !outcome.isFailure() ? NO_ERROR : ERRORS.of(outcome));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(FailoverCallObservationContext context) {
        FailoverReport report = context.getReport();
        if (report == null) {
            return KeyValues.empty();
        }
        TokenCount delivered = report.delivered();
        TokenCount wasted = report.wasted();
        int attempts = report.attempts().size();
        Details details = new Details(USUAL_DETAILS);
        details.add(attempts < ATTEMPTS.length ? ATTEMPTS[attempts] : attempts(attempts));
        String model = report.model();
        if (model != null) {
            details.add(responseModels.of(model));
        }
        if (delivered.input() > 0) {
            details.add(KeyValue.of(CallDetailKeyNames.INPUT_TOKENS, Long.toString(delivered.input())));
        }
        if (delivered.output() > 0) {
            details.add(KeyValue.of(CallDetailKeyNames.OUTPUT_TOKENS, Long.toString(delivered.output())));
        }
        if (wasted.input() + wasted.output() > 0) {
            details.add(KeyValue.of(CallDetailKeyNames.WASTED_TOKENS, Long.toString(wasted.input() + wasted.output())));
        }
        return details.all();
    }

    private static KeyValue attempts(int count) {
        return KeyValue.of(CallDetailKeyNames.ATTEMPTS, Integer.toString(count));
    }
}
