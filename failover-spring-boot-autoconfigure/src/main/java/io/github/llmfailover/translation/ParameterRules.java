package io.github.llmfailover.translation;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What becomes of the parameters of requests at one provider. Values of {@code forProvider} are sent as they are. */
public final class ParameterRules {

    /** Every parameter is sent as requested. */
    public static final ParameterRules NONE = new ParameterRules(Map.of());

    private final Map<Parameter, ParameterRule> rules = new EnumMap<>(Parameter.class);

    private final boolean setsAny;

    /**
     * Creates rules.
     *
     * @param rules by parameter; one without a rule is sent as requested
     */
    public ParameterRules(Map<Parameter, ParameterRule> rules) {
        this.rules.putAll(rules);
        this.setsAny = rules.values().stream().anyMatch(rule -> rule.set() != null);
    }

    /** Whether a request that asks for nothing is changed. */
    boolean setsAny() {
        return setsAny;
    }

    PortableOptions applyTo(PortableOptions requested) {
        return rules.isEmpty()
                ? requested
                : new PortableOptions(
                        requested.model(),
                        limit(requested.maxTokens()),
                        of(Parameter.TEMPERATURE).applyTo(requested.temperature()),
                        of(Parameter.TOP_P).applyTo(requested.topP()),
                        of(Parameter.TOP_K).applyTo(requested.topK()),
                        of(Parameter.FREQUENCY_PENALTY).applyTo(requested.frequencyPenalty()),
                        of(Parameter.PRESENCE_PENALTY).applyTo(requested.presencePenalty()));
    }

    /** Returns what becomes of a limit of the answer's length. */
    @Nullable
    Integer limit(@Nullable Integer requested) {
        return of(Parameter.MAX_TOKENS).applyTo(requested);
    }

    private ParameterRule of(Parameter parameter) {
        return rules.getOrDefault(parameter, ParameterRule.AS_REQUESTED);
    }
}
