package io.github.llmfailover.routing;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a request may need a provider to be able to do. A provider that declares nothing is assumed able to do all but
 * {@link #PREFILL}; one that declares something is able to do that and nothing else of this.
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
        if (declared.isEmpty()) {
            return EnumSet.complementOf(EnumSet.of(PREFILL));
        }
        Set<Capability> able = EnumSet.noneOf(Capability.class);
        for (Capability capability : values()) {
            if (declared.contains(capability.configured)) {
                able.add(capability);
            }
        }
        return able;
    }
}
