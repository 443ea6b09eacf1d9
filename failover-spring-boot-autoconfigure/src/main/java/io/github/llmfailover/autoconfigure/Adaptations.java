package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.autoconfigure.FailoverProperties.Adapt;
import io.github.llmfailover.autoconfigure.FailoverProperties.AdaptedParameter;
import io.github.llmfailover.translation.Adaptation;
import io.github.llmfailover.translation.Parameter;
import io.github.llmfailover.translation.ParameterRule;
import io.github.llmfailover.translation.ParameterRules;
import io.github.llmfailover.translation.SystemFrame;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps how the requests of one provider are adapted. */
final class Adaptations {

    private Adaptations() {}

    static Adaptation of(Adapt written) {
        Map<Parameter, ParameterRule> rules = new EnumMap<>(Parameter.class);
        written.parameters().forEach((name, rule) -> {
            Parameter parameter = parameter(name);
            if (parameter != null) {
                rules.put(parameter, rule(rule));
            }
        });
        return new Adaptation(
                new SystemFrame(written.systemPrefix(), written.systemSuffix()),
                rules.isEmpty() ? ParameterRules.NONE : new ParameterRules(rules),
                UnaryOperator.identity());
    }

    private static ParameterRule rule(AdaptedParameter written) {
        return new ParameterRule(
                written.set(),
                written.factor() == null ? 1 : written.factor(),
                written.atLeast(),
                written.atMost(),
                written.omit());
    }

    /** Returns the parameter of a name; {@code null} where there is none. */
    static @Nullable Parameter parameter(String name) {
        return Stream.of(Parameter.values())
                .filter(each -> each.configured().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Returns how parameters are written. */
    static List<String> names() {
        return Stream.of(Parameter.values()).map(Parameter::configured).toList();
    }
}
