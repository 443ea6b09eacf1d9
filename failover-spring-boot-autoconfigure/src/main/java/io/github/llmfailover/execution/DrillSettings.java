package io.github.llmfailover.execution;

import java.time.Duration;

/**
 * How a drill is made.
 *
 * @param timeout how long it takes at most, over all providers, which are asked at the same time
 * @param prompt what they are asked; never logged
 */
public record DrillSettings(Duration timeout, String prompt) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** The defaults: 30 s, and the prompt of probes. */
    public static final DrillSettings DEFAULTS =
            new DrillSettings(Duration.ofSeconds(30), ProbeSettings.DEFAULTS.prompt());

    /** Rejects a time of less than a second or more than ten minutes, and a blank prompt. */
    public DrillSettings {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("drill.timeout must be from 1s to 10m, but is " + timeout);
        }
        if (prompt.isBlank()) {
            throw new IllegalArgumentException("The prompt of a drill must not be blank");
        }
    }

    /** Leaves out the prompt. */
    @Override
    public String toString() {
        return "DrillSettings[timeout=" + timeout + "]";
    }
}
