package io.github.llmfailover.observation;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureKind.Fault;
import io.github.llmfailover.observation.FailoverObservationDocumentation.AttemptDetailKeyNames;
import io.github.llmfailover.observation.FailoverObservationDocumentation.AttemptKeyNames;
import io.github.llmfailover.trace.AttemptKind;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.observation.conventions.AiOperationType;

/** The observation {@value #NAME} with the key values that {@link FailoverObservationDocumentation#ATTEMPT} documents. */
public class DefaultFailoverAttemptObservationConvention implements FailoverAttemptObservationConvention {

    /** The observation's name. */
    public static final String NAME = "llm.failover.attempt";

    private static final FixedKeyValues<AttemptKind> KINDS =
            FixedKeyValues.lowerCase(AttemptKeyNames.KIND, AttemptKind.class);

    private static final FixedKeyValues<FailureKind> FAILURES =
            FixedKeyValues.named(AttemptKeyNames.OUTCOME, FailureKind.class);

    private static final FixedKeyValues<FailureKind> ERRORS =
            FixedKeyValues.named(AttemptKeyNames.ERROR_TYPE, FailureKind.class);

    private static final KeyValue SUCCESS = KeyValue.of(AttemptKeyNames.OUTCOME, "SUCCESS");

    private static final KeyValue NO_OUTCOME = KeyValue.of(AttemptKeyNames.OUTCOME, KeyValue.NONE_VALUE);

    private static final KeyValue NO_ERROR = KeyValue.of(AttemptKeyNames.ERROR_TYPE, KeyValue.NONE_VALUE);

    private static final KeyValue CHAT = KeyValue.of(AttemptKeyNames.OPERATION, AiOperationType.CHAT.value());

    /** The two models and three counts of an answer. */
    private static final int USUAL_DETAILS = 5;

    private static final int NOT_ENDED = FailureKind.values().length;

    private static final int SUCCEEDED = NOT_ENDED + 1;

    private static final int OUTCOMES = SUCCEEDED + 1;

    /** By chain, provider and system: there are as many as the configuration and fixed sets allow. */
    private final KeptKeyValues kept = new KeptKeyValues(AttemptKind.values().length * OUTCOMES);

    private final RecentKeyValues requestModels = new RecentKeyValues(AttemptDetailKeyNames.REQUEST_MODEL);

    private final RecentKeyValues responseModels = new RecentKeyValues(AttemptDetailKeyNames.RESPONSE_MODEL);

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(FailoverAttemptObservationContext context) {
        AttemptReport report = context.getReport();
        FailureKind failure = report == null ? null : report.failure();
        int outcome = report == null ? NOT_ENDED : failure == null ? SUCCEEDED : failure.ordinal();
        int variant = context.getKind().ordinal() * OUTCOMES + outcome;
        KeptKeyValues same =
                kept.under(context.getChain()).under(context.getProvider()).under(context.getSystem());
        KeyValues known = same.get(variant);
        return known != null ? known : same.keep(variant, common(context, report != null, failure));
    }

    private static KeyValues common(
            FailoverAttemptObservationContext context, boolean ended, @Nullable FailureKind failure) {
        return KeyValues.of(
                KeyValue.of(AttemptKeyNames.CHAIN, context.getChain()),
                KeyValue.of(AttemptKeyNames.PROVIDER, context.getProvider()),
                KINDS.of(context.getKind()),
                !ended ? NO_OUTCOME : failure == null ? SUCCESS : FAILURES.of(failure),
                failure == null || !isError(failure) ? NO_ERROR : ERRORS.of(failure),
                CHAT,
                KeyValue.of(AttemptKeyNames.SYSTEM, context.getSystem()));
    }

    /** Whether an attempt that ends like this has gone wrong: a caller who left, or was served by another, is no error. */
    static boolean isError(FailureKind failure) {
        return failure.fault() != Fault.CALLER || failure == FailureKind.CALLER_DEADLINE;
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(FailoverAttemptObservationContext context) {
        AttemptReport report = context.getReport();
        if (report == null) {
            // All of them are known at the end.
            return KeyValues.empty();
        }
        Details details = new Details(USUAL_DETAILS);
        String requested = context.getRequestModel();
        if (requested != null) {
            details.add(requestModels.of(requested));
        }
        String answered = context.getResponseModel();
        if (answered != null) {
            details.add(responseModels.of(answered));
        }
        if (report.status() > 0) {
            details.add(KeyValue.of(AttemptDetailKeyNames.STATUS, Integer.toString(report.status())));
        }
        if (report.firstToken() != null) {
            details.add(KeyValue.of(
                    AttemptDetailKeyNames.FIRST_TOKEN,
                    Long.toString(report.firstToken().toMillis())));
        }
        if (report.inputTokens() > 0) {
            details.add(KeyValue.of(AttemptDetailKeyNames.INPUT_TOKENS, Long.toString(report.inputTokens())));
        }
        if (report.outputTokens() > 0) {
            details.add(KeyValue.of(AttemptDetailKeyNames.OUTPUT_TOKENS, Long.toString(report.outputTokens())));
        }
        if (report.deliveredChars() > 0) {
            details.add(KeyValue.of(AttemptDetailKeyNames.DELIVERED, Integer.toString(report.deliveredChars())));
        }
        return details.all();
    }
}
