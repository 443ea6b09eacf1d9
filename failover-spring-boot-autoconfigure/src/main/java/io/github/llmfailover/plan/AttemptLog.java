package io.github.llmfailover.plan;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.TokenCount;
import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureKind.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has been tried in one call. Grows with its attempts, which {@code max-attempts} bounds. */
final class AttemptLog {

    private final List<AttemptReport> reports = new ArrayList<>(1);

    private @Nullable List<Failure> failures;

    void add(AttemptReport report) {
        reports.add(report);
    }

    void add(Failure failure) {
        if (failures == null) {
            failures = new ArrayList<>(2);
        }
        failures.add(failure);
    }

    /** What has been delivered so far is void. */
    void restarted() {
        reports.replaceAll(AttemptReport::voided);
    }

    /**
     * Returns the tokens that were reported for the attempts so far that the answer still contains something of. No
     * estimates: the caller is told them as a provider's usage.
     */
    TokenCount contributed() {
        TokenCount count = TokenCount.ZERO;
        for (AttemptReport report : reports) {
            if (report.contributed()) {
                TokenUsage usage = report.usage();
                count = count.plus(
                        usage.inputEstimated() ? 0 : usage.input(), usage.outputEstimated() ? 0 : usage.output());
            }
        }
        return count;
    }

    List<AttemptReport> reports() {
        return reports;
    }

    boolean isEmpty() {
        return reports.isEmpty();
    }

    boolean allTheRequestsFault() {
        return failures != null
                && failures.stream().allMatch(failure -> failure.kind().fault() == Fault.REQUEST);
    }

    /** Returns what the first failure threw; {@code null} where nothing was thrown. */
    @Nullable
    Throwable firstCause() {
        return failures == null ? null : failures.get(0).cause();
    }

    /** Adds what was thrown to an exception, but for what is its cause already. */
    void suppressCausesBut(@Nullable Throwable main, Throwable exception) {
        if (failures == null) {
            return;
        }
        for (Failure failure : failures) {
            Throwable cause = failure.cause();
            if (cause != null && cause != main) {
                exception.addSuppressed(cause);
            }
        }
    }

    /** Returns how a provider failed when it was asked last; {@code null} where it has not failed. */
    @Nullable
    FailureKind lastFailureOf(String provider) {
        for (int i = reports.size() - 1; i >= 0; i--) {
            if (reports.get(i).provider().equals(provider)) {
                return reports.get(i).failure();
            }
        }
        return null;
    }

    /** Names each provider that was tried, with the kind of its failure. */
    String summary() {
        StringBuilder text = new StringBuilder();
        for (AttemptReport report : reports) {
            if (!text.isEmpty()) {
                text.append(", ");
            }
            text.append(report);
        }
        return text.toString();
    }

    static AttemptReport report(Attempt attempt, @Nullable Failure failure, long now) {
        return new AttemptReport(
                attempt.member().name(),
                attempt.requestedModel(),
                failure == null ? null : failure.kind(),
                failure == null ? 0 : failure.status(),
                Duration.ofNanos(attempt.waitedNanos()),
                Duration.ofNanos(Math.max(0, now - attempt.startedAt())),
                attempt.firstTokenNanos() < 0 ? null : Duration.ofNanos(attempt.firstTokenNanos()),
                attempt.usage(),
                attempt.cost(),
                attempt.finish(),
                attempt.refused(),
                attempt.deliveredChars());
    }
}
