package io.github.llmfailover.actuate;

import java.util.List;

/** What was found at the start that works, but not as well as it could. Each finding was logged once. */
@FunctionalInterface
public interface StartupAdvice {

    /** Returns the findings, those that matter first; empty where all is well. */
    List<Advice> findings();
}
