package io.github.llmfailover.test.wire;

import java.util.SplittableRandom;

/** Identifiers that look like the vendors', repeatable for a seed. */
public final class Ids {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final SplittableRandom random;

    /** Identifiers that depend on nothing but the seed. */
    public Ids(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The next identifier: the prefix and {@code length} letters and digits. */
    public String next(String prefix, int length) {
        StringBuilder id = new StringBuilder(prefix.length() + length).append(prefix);
        for (int i = 0; i < length; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
