package io.github.llmfailover.plan;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.NoEligibleProviderException;
import io.github.llmfailover.NoProviderAvailableException;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.RequestRejectedException;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.ChainMember;
import io.github.llmfailover.routing.Requirements;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions in which a call ends. Their messages name providers and kinds of failure, never a key, a prompt or a
 * body; the first provider's failure is the cause, the later ones are suppressed.
 */
final class CallFailures {

    private final FailoverReport report;

    CallFailures(FailoverReport report) {
        this.report = report;
    }

    FailoverException deadlineExceeded(AttemptLog log) {
        String tried = log.isEmpty() ? "no provider was asked" : log.summary();
        return withCauses(
                log,
                new DeadlineExceededException(
                        "The call's deadline ran out in " + chain() + " (" + tried + ")", report, log.firstCause()));
    }

    FailoverException requestRejected(AttemptLog log) {
        return withCauses(
                log,
                new RequestRejectedException(
                        "The request was rejected in " + chain() + " (" + log.summary() + ")",
                        report,
                        log.firstCause()));
    }

    FailoverException attemptsExhausted(AttemptLog log) {
        return log.allTheRequestsFault()
                ? requestRejected(log)
                : allFailed("No attempts are left (llm.failover.max-attempts) in ", log, null);
    }

    FailoverException noEligibleProvider(Chain chain, Requirements requirements) {
        String ruledOut = chain.members().stream()
                .map(member -> member.name() + ": " + requirements.ruleOut(member))
                .collect(Collectors.joining(", "));
        return new NoEligibleProviderException(
                "No provider of " + chain() + " meets what the request requires (" + ruledOut + ")", report, null);
    }

    FailoverException nobodyCouldServe(AttemptLog log, Chain chain, Requirements requirements, long soonestIn) {
        if (log.allTheRequestsFault()) {
            return requestRejected(log);
        }
        Duration soonest = soonestIn <= 0 || soonestIn == Long.MAX_VALUE ? null : Duration.ofNanos(soonestIn);
        if (!log.isEmpty()) {
            return allFailed("All providers failed in ", log, soonest);
        }
        List<ChainMember> admitted =
                chain.eligible(requirements).stream().mapToObj(chain::member).toList();
        String states = admitted.stream()
                .map(member -> member.name() + ": " + member.state(requirements))
                .collect(Collectors.joining(", "));
        return new NoProviderAvailableException(
                "No provider of " + chain() + " takes requests (" + states + ")",
                report,
                soonestIn == Long.MAX_VALUE ? null : Duration.ofNanos(soonestIn),
                admitted.stream().allMatch(member -> member.state(requirements) == ProviderState.RESTING),
                null);
    }

    /** The failure that broke the stream is the cause, whatever went wrong in carrying it on. */
    FailoverException streamInterrupted(AttemptLog log, Failure first, String partialText) {
        Throwable cause = first.cause();
        StreamInterruptedException exception = new StreamInterruptedException(
                "The stream broke after it had begun in " + chain() + " (" + log.summary() + ")",
                report,
                partialText,
                cause);
        log.suppressCausesBut(cause, exception);
        return exception;
    }

    private FailoverException allFailed(String what, AttemptLog log, @Nullable Duration retryAfter) {
        return withCauses(
                log,
                new AllProvidersFailedException(
                        what + chain() + " (" + log.summary() + ")", report, retryAfter, log.firstCause()));
    }

    private static FailoverException withCauses(AttemptLog log, FailoverException exception) {
        log.suppressCausesBut(log.firstCause(), exception);
        return exception;
    }

    private String chain() {
        return "chain '" + report.chain() + "'";
    }
}
