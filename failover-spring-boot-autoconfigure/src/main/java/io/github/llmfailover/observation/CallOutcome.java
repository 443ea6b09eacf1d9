package io.github.llmfailover.observation;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.NoEligibleProviderException;
import io.github.llmfailover.NoProviderAvailableException;
import io.github.llmfailover.RequestRejectedException;
import io.github.llmfailover.StreamInterruptedException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** How a call ended, as a tag: a fixed set. */
enum CallOutcome {
    /** A provider of the chain answered. */
    SUCCESS,
    /** Something less than a provider of the chain answered. */
    DEGRADED,
    /** Everybody that could be asked was asked, and failed. */
    ALL_PROVIDERS_FAILED,
    /** Nobody could be asked. */
    NO_PROVIDER_AVAILABLE,
    /** Nobody meets what the request requires. */
    NO_ELIGIBLE_PROVIDER,
    /** The call's deadline ran out. */
    DEADLINE_EXCEEDED,
    /** A stream broke after its first content. */
    STREAM_INTERRUPTED,
    /** The request itself is at fault. */
    REQUEST_REJECTED,
    /** The caller went away. */
    CANCELLED,
    /** Anything else. */
    ERROR;

    /** Whether the caller wanted an answer and has none. */
    boolean isFailure() {
        return this != SUCCESS && this != DEGRADED && this != CANCELLED;
    }

    static CallOutcome of(FailoverReport report, @Nullable Throwable failure) {
        if (failure == null) {
            return report.degraded() ? DEGRADED : SUCCESS;
        }
        if (failure instanceof AllProvidersFailedException) {
            return ALL_PROVIDERS_FAILED;
        }
        if (failure instanceof NoProviderAvailableException) {
            return NO_PROVIDER_AVAILABLE;
        }
        if (failure instanceof NoEligibleProviderException) {
            return NO_ELIGIBLE_PROVIDER;
        }
        if (failure instanceof DeadlineExceededException) {
            return DEADLINE_EXCEEDED;
        }
        if (failure instanceof StreamInterruptedException) {
            return STREAM_INTERRUPTED;
        }
        if (failure instanceof RequestRejectedException) {
            return REQUEST_REJECTED;
        }
        return failure instanceof CancellationException || failure instanceof InterruptedException ? CANCELLED : ERROR;
    }
}
