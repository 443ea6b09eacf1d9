package io.github.llmfailover.execution;

import java.time.Duration;

/**
 * How providers that are out are asked in the background.
 *
 * @param interval between two probes of a provider that stays out; jittered by a tenth. A probe that succeeded is
 *     confirmed by the next ones after a tenth of it
 * @param prompt what they are asked; never logged
 */
public record ProbeSettings(Duration interval, String prompt) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** The defaults: every 30 s, "ping". */
    public static final ProbeSettings DEFAULTS = new ProbeSettings(Duration.ofSeconds(30), "ping");

    /** Rejects an interval of less than a second and a blank prompt. */
    public ProbeSettings {
        if (interval.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("probe.interval must be at least 1s, but is " + interval);
        }
        if (prompt.isBlank()) {
            throw new IllegalArgumentException("probe.prompt must not be blank");
        }
    }

    /** Leaves out the prompt. */
    @Override
    public String toString() {
        return "ProbeSettings[interval=" + interval + "]";
    }
}
