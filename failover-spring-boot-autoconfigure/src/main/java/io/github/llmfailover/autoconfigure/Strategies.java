package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.routing.AffineSelector;
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
        ProviderSelector strategy =
                own != null ? new OrderedSelector(own) : selector(properties.strategy(), time, new Random());
        return new AffineSelector(strategy, properties.conversationAffinity(), time);
    }

    private static ProviderSelector selector(FailoverProperties.Strategy strategy, TimeSource time, Random random) {
        return switch (strategy) {
            case PRIORITY -> new PrioritySelector();
            case WEIGHTED -> new OrderedSelector(new WeightedOrdering(random));
            case LATENCY -> new OrderedSelector(new LatencyOrdering(time, random));
        };
    }
}
