package io.github.llmfailover.routing;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a request may need a provider to be able to do. A provider that declares nothing, or {@link #PREFILL} alone, is
 * assumed able to do all the rest; one that declares anything else is able to do that and nothing else of this.
 */
public enum Capability {
    /** Answers token by token. */
    STREAMING,
    /** Calls tools. */
    TOOLS,
    /** Reads images. */
    VISION,
    /** Reads audio. */
    AUDIO,
    /** Answers to a JSON schema. */
    JSON_SCHEMA,
    /** Goes on with an answer that another has begun. Has a substitute, so that no request needs it. */
    PREFILL;

    private final String configured = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Returns how configuration and messages call it, such as {@code json-schema}. */
    public String configured() {
        return configured;
    }

    /**
     * Returns what a provider is able to do.
     *
     * @param declared what is configured; what is not known here says nothing
     */
    static Set<Capability> of(Set<String> declared) {
        Set<Capability> able = EnumSet.noneOf(Capability.class);
        for (Capability capability : values()) {
            if (declared.contains(capability.configured)) {
                able.add(capability);
            }
        }
        // Prefill is written on top of what is assumed: alone, it says nothing of the rest.
        if (declared.isEmpty() || declared.equals(Set.of(PREFILL.configured))) {
            able.addAll(EnumSet.complementOf(EnumSet.of(PREFILL)));
        }
        return able;
    }
}
