package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.actuate.RecentEvents;
import io.github.llmfailover.actuate.Spending;
import io.github.llmfailover.observation.EventPublishingListener;
import io.github.llmfailover.observation.LoggingListener;
import io.github.llmfailover.observation.MeterListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collection;
import java.util.List;
import org.springframework.context.support.GenericApplicationContext;

/**
 * All listeners that an application with meters and the actuator endpoint has, behind the one that tells them. In this
 * package since that one is not public.
 */
public final class WiredListeners {

    private WiredListeners() {}

    /**
     * Creates the listeners.
     *
     * @param chains the names of all chains
     * @param providers the names of all providers
     */
    public static FailoverListener create(Collection<String> chains, Collection<String> providers) {
        GenericApplicationContext publisher = new GenericApplicationContext();
        publisher.refresh();
        return CompositeListener.of(List.of(
                new LoggingListener(),
                new EventPublishingListener(publisher),
                new MeterListener(new SimpleMeterRegistry(), chains, providers),
                new RecentEvents(),
                new Spending()));
    }
}
