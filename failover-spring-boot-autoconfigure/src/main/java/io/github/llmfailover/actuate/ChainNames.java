package io.github.llmfailover.actuate;

import java.util.List;
import java.util.Map;

/** The configured chains, as far as operators see them: names only. */
@FunctionalInterface
public interface ChainNames {

    /** The name of the chain that is used where a request names none. */
    String DEFAULT = "default";

    /** Returns the providers of each chain in order of preference, the {@link #DEFAULT default} chain first. */
    Map<String, List<String>> byChain();
}
