package io.github.llmfailover.plan;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.failure.Failure;
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

    /**
     * Returns the first failure, with the later ones suppressed in it; {@code null} where nothing was thrown.
     *
     * @param exception receives the later failures
     */
    @Nullable
    Throwable firstCause() {
        return failures == null ? null : failures.get(0).cause();
    }

    /** Adds every failure but the first to an exception. */
    void suppressLaterCauses(Throwable exception) {
        if (failures == null) {
            return;
        }
        Throwable first = failures.get(0).cause();
        for (Failure failure : failures.subList(1, failures.size())) {
            Throwable cause = failure.cause();
            if (cause != null && cause != first && cause != exception) {
                exception.addSuppressed(cause);
            }
        }
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

    static AttemptReport report(
            Attempt attempt, @Nullable Failure failure, long now, long inputTokens, long outputTokens) {
        return new AttemptReport(
                attempt.member().name(),
                attempt.requestedModel(),
                failure == null ? null : failure.kind(),
                failure == null ? 0 : failure.status(),
                Duration.ofNanos(attempt.waitedNanos()),
                Duration.ofNanos(Math.max(0, now - attempt.startedAt())),
                attempt.firstTokenNanos() < 0 ? null : Duration.ofNanos(attempt.firstTokenNanos()),
                inputTokens,
                outputTokens);
    }
}
