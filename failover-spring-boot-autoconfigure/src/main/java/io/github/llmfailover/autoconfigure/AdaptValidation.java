package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.autoconfigure.FailoverProperties.Adapt;
import io.github.llmfailover.autoconfigure.FailoverProperties.AdaptedParameter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds adaptations of what there is not, and rules that contradict themselves. */
final class AdaptValidation {

    private final Problems problems;

    private final Checks checks;

    AdaptValidation(Problems problems) {
        this.problems = problems;
        this.checks = new Checks(problems);
    }

    void validate(String prefix, Adapt written) {
        text(prefix + ".system-prefix", written.systemPrefix());
        text(prefix + ".system-suffix", written.systemSuffix());
        written.parameters().forEach((name, rule) -> {
            String property = prefix + ".parameters." + name;
            if (Adaptations.parameter(name) == null) {
                unknown(property, prefix, name);
            } else {
                rule(property, rule);
            }
        });
    }

    private void text(String property, @Nullable String value) {
        checks.notBlank(property, value, "Write what the model is to be told, or leave %s out.".formatted(property));
    }

    private void unknown(String property, String prefix, String name) {
        String nearest = Spelling.nearest(name, Set.copyOf(Adaptations.names()), 0);
        problems.add(
                "%s adapts a parameter that there is not.".formatted(property),
                nearest == null
                        ? "Write one of %s. What else one provider's model needs, a bean of type PromptAdapter can set."
                                .formatted(String.join(", ", Adaptations.names()))
                        : "Did you mean %s.parameters.%s?".formatted(prefix, nearest));
    }

    private void rule(String property, AdaptedParameter rule) {
        boolean bounds = rule.factor() != null || rule.atLeast() != null || rule.atMost() != null;
        if ((rule.set() != null && (bounds || rule.omit())) || (rule.omit() && bounds)) {
            problems.add(
                    "%s says several things that exclude each other.".formatted(property),
                    "Write set, or omit: true, or any of factor, at-least and at-most.");
        }
        if (rule.factor() != null && !(rule.factor() >= 0 && rule.factor() < Double.POSITIVE_INFINITY)) {
            problems.add(
                    "%s.factor is %s, but must not be negative.".formatted(property, rule.factor()),
                    "Write a factor such as %s.factor: 0.5.".formatted(property));
        }
        if (rule.atLeast() != null && rule.atMost() != null && rule.atLeast() > rule.atMost()) {
            problems.add(
                    "%s.at-least is more than %s.at-most.".formatted(property, property),
                    "Write the smaller one as at-least.");
        }
    }
}
