package io.github.llmfailover.degradation;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer that a provider gave, as it is kept. It is written as text, which every cache can store whatever it
 * serializes with, and carries its own key, so that a cache that mixes entries up is found out.
 *
 * @param key by which it is found
 * @param at when it was given
 * @param text what it says
 */
record KeptAnswer(String key, Instant at, String text) {

    private static final String VERSION = "llm-failover/1";

    String written() {
        return VERSION + '\n' + at.toEpochMilli() + '\n' + key + '\n' + text;
    }

    /** Reads an entry of a cache; {@code null} where it is none of ours, or another request's. */
    static @Nullable KeptAnswer read(String key, @Nullable Object entry) {
        if (!(entry instanceof String written)) {
            return null;
        }
        String[] parts = written.split("\n", 4);
        if (parts.length < 4 || !parts[0].equals(VERSION) || !parts[2].equals(key) || parts[3].isBlank()) {
            return null;
        }
        try {
            return new KeptAnswer(key, Instant.ofEpochMilli(Long.parseLong(parts[1])), parts[3]);
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    /** Shows how long the text is, not what it says. */
    @Override
    public String toString() {
        return "KeptAnswer[key=" + key + ", at=" + at + ", " + text.length() + " characters]";
    }
}
