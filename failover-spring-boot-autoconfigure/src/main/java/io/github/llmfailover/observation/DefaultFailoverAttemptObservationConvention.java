package io.github.llmfailover.observation;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureKind.Fault;
import io.github.llmfailover.observation.FailoverObservationDocumentation.AttemptDetailKeyNames;
import io.github.llmfailover.observation.FailoverObservationDocumentation.AttemptKeyNames;
import io.github.llmfailover.trace.AttemptKind;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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

    private static final int MOST_DETAILS = AttemptDetailKeyNames.values().length;

    private record Low(
            String chain,
            String provider,
            String system,
            AttemptKind kind,
            boolean ended,
            @Nullable FailureKind failure) {

        private KeyValues keyValues() {
            return KeyValues.of(
                    KeyValue.of(AttemptKeyNames.CHAIN, chain),
                    KeyValue.of(AttemptKeyNames.PROVIDER, provider),
                    KINDS.of(kind),
                    !ended ? NO_OUTCOME : failure == null ? SUCCESS : FAILURES.of(failure),
                    failure == null || !isError(failure) ? NO_ERROR : ERRORS.of(failure),
                    CHAT,
                    KeyValue.of(AttemptKeyNames.SYSTEM, system));
        }
    }

    /** There are as many as the configuration and fixed sets allow. */
    private final ConcurrentMap<Low, KeyValues> known = new ConcurrentHashMap<>();

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(FailoverAttemptObservationContext context) {
        AttemptReport report = context.getReport();
        Low low = new Low(
                context.getChain(),
                context.getProvider(),
                context.getSystem(),
                context.getKind(),
                report != null,
                report == null ? null : report.failure());
        KeyValues kept = known.get(low);
        return kept != null ? kept : known.computeIfAbsent(low, Low::keyValues);
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
        KeyValue[] values = new KeyValue[MOST_DETAILS];
        int count = 0;
        String requested = context.getRequestModel();
        if (requested != null) {
            values[count++] = KeyValue.of(AttemptDetailKeyNames.REQUEST_MODEL, requested);
        }
        String answered = context.getResponseModel();
        if (answered != null) {
            values[count++] = KeyValue.of(AttemptDetailKeyNames.RESPONSE_MODEL, answered);
        }
        if (report.status() > 0) {
            values[count++] = KeyValue.of(AttemptDetailKeyNames.STATUS, Integer.toString(report.status()));
        }
        if (report.firstToken() != null) {
            values[count++] = KeyValue.of(
                    AttemptDetailKeyNames.FIRST_TOKEN,
                    Long.toString(report.firstToken().toMillis()));
        }
        if (report.inputTokens() > 0) {
            values[count++] = KeyValue.of(AttemptDetailKeyNames.INPUT_TOKENS, Long.toString(report.inputTokens()));
        }
        if (report.outputTokens() > 0) {
            values[count++] = KeyValue.of(AttemptDetailKeyNames.OUTPUT_TOKENS, Long.toString(report.outputTokens()));
        }
        if (report.deliveredChars() > 0) {
            values[count++] = KeyValue.of(AttemptDetailKeyNames.DELIVERED, Integer.toString(report.deliveredChars()));
        }
        return count == 0 ? KeyValues.empty() : KeyValues.of(Arrays.copyOf(values, count));
    }
}
