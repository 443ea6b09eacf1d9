package io.github.llmfailover.routing;

import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * Draws lots: each provider is chosen in proportion to its {@code weight}. One whose weight is 0 is chosen only where
 * nobody else is left.
 */
public final class WeightedOrdering implements ProviderOrdering {

    private final RandomGenerator random;

    /**
     * Creates an ordering.
     *
     * @param random draws the lots; must be safe for use from many threads
     */
    public WeightedOrdering(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public int choose(Chain chain, Requirements requirements, BitSet candidates) {
        long sum = 0;
        for (int position = candidates.nextSetBit(0); position >= 0; position = candidates.nextSetBit(position + 1)) {
            sum += weight(chain, position);
        }
        if (sum == 0) {
            return candidates.nextSetBit(0);
        }
        long lot = random.nextLong(sum);
        int chosen = candidates.nextSetBit(0);
        for (int position = chosen; position >= 0 && lot >= 0; position = candidates.nextSetBit(position + 1)) {
            lot -= weight(chain, position);
            chosen = position;
        }
        return chosen;
    }

    private static int weight(Chain chain, int position) {
        return chain.member(position).provider().settings().weight();
    }

    @Override
    public String toString() {
        return "weighted";
    }
}
