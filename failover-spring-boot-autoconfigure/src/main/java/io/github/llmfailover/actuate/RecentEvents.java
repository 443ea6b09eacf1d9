package io.github.llmfailover.actuate;

import io.github.llmfailover.AllProvidersUnavailableEvent;
import io.github.llmfailover.ConfigurationRefreshedEvent;
import io.github.llmfailover.ConfigurationRefusedEvent;
import io.github.llmfailover.CredentialRejectedEvent;
import io.github.llmfailover.DrillReport;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.OperatorActionEvent;
import io.github.llmfailover.ProviderStateChangedEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last events, newest first. Calls that fail over in the same way are one event with a count, so that an outage does
 * not wash away how it began. Hears nothing on the way of a call that its first provider answers.
 */
public final class RecentEvents implements FailoverListener {

    /** How many events are kept. */
    public static final int CAPACITY = 50;

    private final ReentrantLock lock = new ReentrantLock();

    /** Newest first. Guarded by the lock. */
    private final Deque<RecentEvent> events = new ArrayDeque<>();

    /** Returns the events that are kept, newest first. */
    public List<RecentEvent> newestFirst() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onProviderStateChanged(ProviderStateChangedEvent event) {
        add(RecentEvent.of(event));
    }

    @Override
    public void onFailover(FailoverOccurredEvent event) {
        add(RecentEvent.of(event));
    }

    @Override
    public void onCredentialRejected(CredentialRejectedEvent event) {
        add(RecentEvent.of(event));
    }

    @Override
    public void onAllProvidersUnavailable(AllProvidersUnavailableEvent event) {
        add(RecentEvent.of(event));
    }

    @Override
    public void onConfigurationRefreshed(ConfigurationRefreshedEvent event) {
        add(RecentEvent.of(event));
    }

    @Override
    public void onConfigurationRefused(ConfigurationRefusedEvent event) {
        add(RecentEvent.of(event));
    }

    @Override
    public void onOperatorAction(OperatorActionEvent event) {
        add(RecentEvent.of(event));
    }

    @Override
    public void onDrillEnded(DrillReport drill) {
        add(RecentEvent.of(drill));
    }

    private void add(RecentEvent event) {
        lock.lock();
        try {
            events.addFirst(merged(event));
            if (events.size() > CAPACITY) {
                events.removeLast();
            }
        } finally {
            lock.unlock();
        }
    }

    private RecentEvent merged(RecentEvent event) {
        for (Iterator<RecentEvent> earlier = events.iterator(); earlier.hasNext(); ) {
            RecentEvent merged = earlier.next().mergedWith(event);
            if (merged != null) {
                earlier.remove();
                return merged;
            }
        }
        return event;
    }
}
