package io.github.llmfailover.routing;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Chooses who is asked next. */
@FunctionalInterface
public interface ProviderSelector {

    /**
     * Chooses a provider that may serve, takes requests now and has not been ruled out, and takes its permit.
     *
     * @param chain the chain of the call
     * @param requirements what the request requires
     * @param ruledOut places in the chain that this call does not ask (again); {@code null} for none
     * @return the choice; {@code null} where there is none
     */
    @Nullable
    Selection select(Chain chain, Requirements requirements, @Nullable BitSet ruledOut);
}
