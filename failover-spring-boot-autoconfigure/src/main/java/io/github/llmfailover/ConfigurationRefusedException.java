package io.github.llmfailover;

import java.util.List;

/** A changed configuration cannot be put in force. The one before stays. */
public final class ConfigurationRefusedException extends RuntimeException {

    private final transient List<String> problems;

    /**
     * Creates an exception.
     *
     * @param problems what is wrong, and what to write instead, in full sentences, without a key or any other secret
     */
    public ConfigurationRefusedException(List<String> problems) {
        super("The changed configuration of llm.failover is refused, and the one before stays in force: "
                + String.join(" ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns what is wrong, and what to write instead, in full sentences. */
    public List<String> problems() {
        return problems;
    }
}
