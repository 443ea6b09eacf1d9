package io.github.llmfailover.routing;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Chooses the quicker of two that are drawn at random ("power of two choices", Mitzenmacher 2001), by a peak-sensitive
 * moving average of their first tokens, as Twitter's Finagle has for its servers. Of three and more that are alike each
 * gets its share, so that not everybody runs to whoever was quickest a moment ago.
 *
 * <p>Unlike Finagle it does not multiply by the requests under way: a provider is not one server with a queue, and would
 * be left for a slower one merely for being asked often. Limit those that are one server by {@code max-concurrency}.
 *
 * <p>Whoever is slow is not asked, and would never be found again once it recovers. So one call in twenty, and for each
 * provider at most one in two seconds, goes to one that has not been heard of for as long.
 */
public final class LatencyOrdering implements ProviderOrdering {

    private static final long EXPLORED_EVERY = Duration.ofSeconds(2).toNanos();

    private static final int CALLS_BETWEEN_EXPLORATIONS = 20;

    private final RandomGenerator random;

    private final TimeSource time;

    /** By provider, each shared by all chains that it is in. */
    private final Map<String, PeakEwma> firstTokens = new ConcurrentHashMap<>();

    private final AtomicInteger callsSinceExploration = new AtomicInteger();

    /**
     * Creates an ordering.
     *
     * @param time the time source
     * @param random draws the two; must be safe for use from many threads
     */
    public LatencyOrdering(TimeSource time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    @Override
    public int choose(Chain chain, Requirements requirements, BitSet candidates) {
        int count = candidates.cardinality();
        if (count == 1) {
            return candidates.nextSetBit(0);
        }
        int forgotten = explore(chain, candidates);
        if (forgotten >= 0) {
            return forgotten;
        }
        int first = random.nextInt(count);
        int second = random.nextInt(count - 1);
        int one = nth(candidates, first);
        int other = nth(candidates, second < first ? second : second + 1);
        return load(chain.member(other)) < load(chain.member(one)) ? other : one;
    }

    @Override
    public void answered(ChainMember member, long firstTokenNanos) {
        firstTokens(member).observe(firstTokenNanos);
    }

    @Override
    public void failed(ChainMember member, long nanos) {
        firstTokens(member).observeAtLeast(nanos);
    }

    /** Returns a candidate to find out about; -1 for none. */
    private int explore(Chain chain, BitSet candidates) {
        if (callsSinceExploration.incrementAndGet() < CALLS_BETWEEN_EXPLORATIONS) {
            return -1;
        }
        callsSinceExploration.set(0);
        for (int position = candidates.nextSetBit(0); position >= 0; position = candidates.nextSetBit(position + 1)) {
            if (firstTokens(chain.member(position)).claimsExploration(EXPLORED_EVERY)) {
                return position;
            }
        }
        return -1;
    }

    private static int nth(BitSet candidates, int n) {
        int position = candidates.nextSetBit(0);
        for (int i = 0; i < n; i++) {
            position = candidates.nextSetBit(position + 1);
        }
        return position;
    }

    /** Of whom nothing is known, one request at a time finds it out. */
    private double load(ChainMember member) {
        double nanos = firstTokens(member).nanos();
        if (nanos >= 0) {
            return nanos;
        }
        return member.health().inFlight() == 0 ? 0 : Double.MAX_VALUE;
    }

    private PeakEwma firstTokens(ChainMember member) {
        PeakEwma known = firstTokens.get(member.name());
        return known != null ? known : firstTokens.computeIfAbsent(member.name(), name -> new PeakEwma(time));
    }

    @Override
    public String toString() {
        return "latency";
    }
}
