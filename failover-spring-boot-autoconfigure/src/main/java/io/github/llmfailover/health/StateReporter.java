package io.github.llmfailover.health;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.time.TimeSource;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells the listener of each change of one provider's state, in order and by one thread at a time, without a lock: who
 * notices a change while another thread is telling leaves the telling to that thread. A state that passes while the
 * listener is still listening to the one before is not told.
 */
final class StateReporter {

    /** What is reported about. */
    interface Subject {

        ProviderState state();

        long nanosUntilAvailable();
    }

    private static final Log logger = LogFactory.getLog(StateReporter.class);

    private final String provider;

    private final Subject subject;

    private final TimeSource time;

    private final FailoverListener listener;

    private final AtomicInteger pending = new AtomicInteger();

    private volatile ProviderState reported = ProviderState.CLOSED;

    StateReporter(String provider, Subject subject, TimeSource time, FailoverListener listener) {
        this.provider = provider;
        this.subject = subject;
        this.time = time;
        this.listener = listener;
    }

    /** Tells the listener if this is not the state it was told last. */
    void noticed(ProviderState state) {
        if (state != reported) {
            report();
        }
    }

    private void report() {
        if (pending.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            tell();
            seen = pending.addAndGet(-seen);
        } while (seen != 0);
    }

    private void tell() {
        ProviderState from = reported;
        ProviderState to = subject.state();
        if (from == to) {
            return;
        }
        reported = to;
        Instant at = time.now();
        boolean out = to != ProviderState.CLOSED && to != ProviderState.HALF_OPEN;
        long wait = out ? subject.nanosUntilAvailable() : 0;
        Instant again = wait == 0 || wait == Long.MAX_VALUE ? null : at.plusNanos(wait);
        try {
            listener.onProviderStateChanged(new ProviderStateChangedEvent(provider, from, to, at, again));
        } catch (RuntimeException e) {
            logger.error("A listener failed when told that provider '" + provider + "' is now " + to, e);
        }
    }
}
