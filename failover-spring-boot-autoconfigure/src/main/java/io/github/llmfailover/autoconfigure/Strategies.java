package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.routing.AffineSelector;
import io.github.llmfailover.routing.Conversations;
import io.github.llmfailover.routing.CostOrdering;
import io.github.llmfailover.routing.LatencyOrdering;
import io.github.llmfailover.routing.OrderedSelector;
import io.github.llmfailover.routing.PrioritySelector;
import io.github.llmfailover.routing.ProviderOrdering;
import io.github.llmfailover.routing.ProviderSelector;
import io.github.llmfailover.routing.WeightedOrdering;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes the selectors that configurations ask for. What has been learned of providers and conversations is kept. */
final class Strategies {

    private final @Nullable ProviderOrdering own;

    private final TimeSource time;

    private final Random random = new Random();

    private final LatencyOrdering latency;

    /**
     * Creates a maker of selectors.
     *
     * @param own an ordering of the application's own, in place of the configured strategy; {@code null} for none
     * @param time the time source
     */
    Strategies(@Nullable ProviderOrdering own, TimeSource time) {
        this.own = own;
        this.time = time;
        this.latency = new LatencyOrdering(time, random);
    }

    /**
     * Who served which conversation.
     *
     * @param warmFor for how long that is remembered
     * @param conversations what is
     */
    record Memory(Duration warmFor, Conversations conversations) {}

    /** Returns the memory of a configuration: the one before, unless it is to remember for another time. */
    Memory memory(FailoverProperties properties, @Nullable Memory before) {
        Duration warmFor = properties.conversationAffinity();
        return before != null && before.warmFor().equals(warmFor)
                ? before
                : new Memory(warmFor, new Conversations(warmFor, time));
    }

    /** Makes the selector of a configuration. */
    ProviderSelector selector(FailoverProperties properties, Conversations conversations) {
        if (own != null) {
            return new AffineSelector(new OrderedSelector(own), conversations, true);
        }
        return switch (properties.strategy()) {
            case PRIORITY -> new AffineSelector(new PrioritySelector(), conversations, true);
            case WEIGHTED -> new AffineSelector(new OrderedSelector(new WeightedOrdering(random)), conversations, true);
            case LATENCY -> new AffineSelector(new OrderedSelector(latency), conversations, true);
            // Whether a conversation stays where its beginning is cached is a matter of cost too.
            case COST -> new AffineSelector(new OrderedSelector(new CostOrdering(conversations)), conversations, false);
        };
    }
}
