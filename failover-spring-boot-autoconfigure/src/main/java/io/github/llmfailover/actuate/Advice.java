package io.github.llmfailover.actuate;

/**
 * Something in the configuration that works, but not as well as it could.
 *
 * @param level how much it matters
 * @param finding what was found, in full sentences; never a key, a header or the credentials of a URL
 * @param cure what to set or write, naming the property, in a full sentence
 */
public record Advice(Level level, String finding, String cure) {

    /** How much it matters. */
    public enum Level {
        /** Failover will not do what it is configured to do. */
        WARN,
        /** Good to know; may well be meant so. */
        INFO
    }

    /** Rejects what says nothing. */
    public Advice {
        if (finding.isBlank() || cure.isBlank()) {
            throw new IllegalArgumentException("Advice needs a finding and a cure");
        }
    }

    /** Advice that matters. */
    public static Advice warn(String finding, String cure) {
        return new Advice(Level.WARN, finding, cure);
    }

    /** Advice that is good to know. */
    public static Advice info(String finding, String cure) {
        return new Advice(Level.INFO, finding, cure);
    }

    /** Returns finding and cure in one line, as it is logged. */
    public String line() {
        return finding + " " + cure;
    }
}
