package io.github.llmfailover.translation;

import java.util.Locale;

/** A portable parameter of a request, whose scale and effect differ from model to model. */
public enum Parameter {
    /** The sampling temperature. */
    TEMPERATURE,
    /** The nucleus sampling share. */
    TOP_P,
    /** How many tokens are sampled from. */
    TOP_K,
    /** The frequency penalty. */
    FREQUENCY_PENALTY,
    /** The presence penalty. */
    PRESENCE_PENALTY,
    /** The limit of the answer's length in tokens. */
    MAX_TOKENS;

    private final String configured = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Returns how configuration calls it, such as {@code top-p}. */
    public String configured() {
        return configured;
    }
}
