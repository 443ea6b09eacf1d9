package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.autoconfigure.Problems.Problem;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what is wrong with the configuration, and what to write instead. */
final class FailoverConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<FailoverConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FailoverConfigurationException cause) {
        return new FailureAnalysis(
                listed(cause.problems(), Problem::what), listed(cause.problems(), Problem::write), cause);
    }

    private static String listed(List<Problem> problems, Function<Problem, String> part) {
        if (problems.size() == 1) {
            return part.apply(problems.get(0));
        }
        return problems.stream().map(part).distinct().collect(Collectors.joining("\n    - ", "\n    - ", ""));
    }
}
