package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.autoconfigure.Problems.Problem;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Binds the properties anew: what is bound by its constructor, Spring never binds a second time. */
final class PropertiesBinding {

    private PropertiesBinding() {}

    /**
     * Binds what the environment has now.
     *
     * @throws FailoverConfigurationException where something cannot be read
     */
    static FailoverProperties bind(Environment environment) {
        try {
            return Objects.requireNonNull(Binder.get(environment)
                    .bindOrCreate(
                            FailoverProperties.PREFIX,
                            Bindable.of(FailoverProperties.class),
                            new EmptyBlocks().apply(BindHandler.DEFAULT)));
        } catch (BindException e) {
            throw new FailoverConfigurationException(List.of(problem(e)));
        }
    }

    private static Problem problem(BindException failure) {
        @Nullable FailureAnalysis analysis = new FailoverBindFailureAnalyzer().analyze(failure, failure);
        if (analysis == null) {
            return new Problem("%s cannot be read.".formatted(failure.getName()), "Write another value.");
        }
        return new Problem(
                Objects.requireNonNullElse(analysis.getDescription(), ""),
                Objects.requireNonNullElse(analysis.getAction(), ""));
    }
}
