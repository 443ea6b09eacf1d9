package io.github.llmfailover.autoconfigure;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody meant to write. */
final class Spelling {

    private Spelling() {}

    /**
     * Returns the nearest of some names, by the number of letters to insert, drop or replace (Levenshtein 1966).
     *
     * @param written what was written
     * @param names what could have been meant
     * @param common how many of the first characters say nothing, since all names share them
     * @return {@code null} where more than a third of the letters would have to change
     */
    static @Nullable String nearest(String written, Collection<String> names, int common) {
        String nearest = null;
        int least = Math.max(1, (written.length() - common) / 3) + 1;
        for (String name : names) {
            int distance = distance(written, name);
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
