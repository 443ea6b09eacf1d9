package io.github.llmfailover.autoconfigure;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a configuration, so that all of it is reported at once. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    /**
     * One thing that is wrong. Neither part may contain a key, a header or the credentials of a URL.
     *
     * @param what what is wrong, in full sentences
     * @param write what to write instead, in full sentences
     */
    record Problem(String what, String write) {}

    void add(String what, String write) {
        Problem problem = new Problem(what, write);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Throws where anything was found. */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new FailoverConfigurationException(found);
        }
    }
}
