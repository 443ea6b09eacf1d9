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
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes the selector that a configuration asks for. */
final class Strategies {

    private Strategies() {}

    /**
     * Makes a selector.
     *
     * @param properties the configuration
     * @param own an ordering of the application's own, in place of the configured strategy; {@code null} for none
     * @param time the time source
     */
    static ProviderSelector selector(FailoverProperties properties, @Nullable ProviderOrdering own, TimeSource time) {
        Conversations conversations = new Conversations(properties.conversationAffinity(), time);
        if (own != null) {
            return new AffineSelector(new OrderedSelector(own), conversations, true);
        }
        Random random = new Random();
        return switch (properties.strategy()) {
            case PRIORITY -> new AffineSelector(new PrioritySelector(), conversations, true);
            case WEIGHTED -> new AffineSelector(new OrderedSelector(new WeightedOrdering(random)), conversations, true);
            case LATENCY ->
                new AffineSelector(new OrderedSelector(new LatencyOrdering(time, random)), conversations, true);
            // Whether a conversation stays where its beginning is cached is a matter of cost too.
            case COST -> new AffineSelector(new OrderedSelector(new CostOrdering(conversations)), conversations, false);
        };
    }
}
