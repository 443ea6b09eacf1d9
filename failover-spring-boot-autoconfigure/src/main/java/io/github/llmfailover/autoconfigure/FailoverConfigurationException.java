package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.autoconfigure.Problems.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot work. Carries everything that is wrong with it, and what to write instead. */
final class FailoverConfigurationException extends RuntimeException {

    private final transient List<Problem> problems;

    FailoverConfigurationException(List<Problem> problems) {
        super(problems.stream()
                .map(problem -> problem.what() + " " + problem.write())
                .collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    static FailoverConfigurationException of(String what, String write) {
        return new FailoverConfigurationException(List.of(new Problem(what, write)));
    }

    List<Problem> problems() {
        return problems;
    }
}
