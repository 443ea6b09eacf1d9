package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What a user reads where an application does not start. */
final class Analyses {

    private Analyses() {}

    /** Returns the analysis of a failed start, by the first registered analyzer that has one, as Boot does. */
    static FailureAnalysis of(AssertableApplicationContext context) {
        assertThat(context).hasFailed();
        return of(Objects.requireNonNull(context.getStartupFailure()));
    }

    static FailureAnalysis of(Throwable failure) {
        List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        FailureAnalyzer.class,
                        null,
                        SpringFactoriesLoader.FailureHandler.handleMessage((message, error) -> {
                            // Some of Boot's analyzers want a context.
                        }));
        return analyzers.stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nobody analyses this failure", failure));
    }
}
