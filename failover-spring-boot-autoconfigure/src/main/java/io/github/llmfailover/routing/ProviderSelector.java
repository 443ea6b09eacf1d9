package io.github.llmfailover.routing;

import io.github.llmfailover.health.Claim;
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
     * @param claim on what grounds; {@link Claim#NEEDED} only where nobody was found on fair ones
     * @return the choice; {@code null} where there is none
     */
    @Nullable
    Selection select(Chain chain, Requirements requirements, @Nullable BitSet ruledOut, Claim claim);
}
