package io.github.llmfailover.actuate;

import io.github.llmfailover.DrillReport;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint shows of a drill.
 *
 * @param at when it began
 * @param duration how long it took, in milliseconds
 * @param passed whether no provider failed
 * @param by who wanted it; empty where nobody was authenticated
 * @param providers how each did, by name
 */
public record DrillDescriptor(
        Instant at, double duration, boolean passed, Optional<String> by, Map<String, Provider> providers)
        implements OperationResponseBody {

    /**
     * How one provider did.
     *
     * @param outcome whether it answered, or was skipped
     * @param failure what went wrong; empty where it did not fail
     * @param status the HTTP status of a failure; empty where there was none
     * @param state its state when it was asked
     * @param model the model that was asked for; empty where the client names none
     * @param streamed whether it was asked for a stream
     * @param firstToken the time to the first content, in milliseconds; empty where none came
     * @param duration to the end of the answer, in milliseconds
     * @param tokens as it reported them
     */
    public record Provider(
            DrillReport.Outcome outcome,
            Optional<FailureKind> failure,
            Optional<Integer> status,
            ProviderState state,
            Optional<String> model,
            boolean streamed,
            Optional<Double> firstToken,
            double duration,
            Tokens tokens) {}

    /**
     * Tokens.
     *
     * @param input of the request
     * @param output of the answer
     */
    public record Tokens(long input, long output) {}

    static DrillDescriptor of(DrillReport report) {
        Map<String, Provider> providers = new LinkedHashMap<>();
        report.results().forEach(result -> providers.put(result.provider(), of(result)));
        return new DrillDescriptor(
                report.at(), millis(report.duration()), report.passed(), Optional.ofNullable(report.by()), providers);
    }

    private static Provider of(DrillReport.Result result) {
        return new Provider(
                result.outcome(),
                Optional.ofNullable(result.failure()),
                result.status() == 0 ? Optional.empty() : Optional.of(result.status()),
                result.state(),
                Optional.ofNullable(result.model()),
                result.streamed(),
                Optional.ofNullable(result.firstToken()).map(DrillDescriptor::millis),
                millis(result.duration()),
                new Tokens(result.usage().input(), result.usage().output()));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 100_000 / 10.0;
    }
}
