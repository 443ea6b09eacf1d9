package io.github.llmfailover.execution;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.provider.Exchange;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The trouble that the application's own threads give: requests and answers that wait for one, and calls that keep one
 * although nobody waits for them any more. Nobody is blamed for it; it is told, and what cures it is logged at most once
 * a minute, from a provider's second delay on.
 */
public final class OwnThreads {

    /** Shorter delays are the ordinary course of things. */
    static final long TOLD_NANOS = Duration.ofMillis(10).toNanos();

    static final Duration WARNED = Duration.ofSeconds(1);

    /** How long a client has to notice that nobody waits for it. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private static final Log logger = LogFactory.getLog(OwnThreads.class);

    private final FailoverListener listener;

    private final TimeSource time;

    private final OnceAMinute delayWarnings;

    private final OnceAMinute abandonedWarnings;

    private final ConcurrentMap<String, AtomicInteger> abandoned = new ConcurrentHashMap<>();

    /** Whose first delay is over: that of a provider's first request, which loads the classes of its client. */
    private final Set<String> warmedUp = ConcurrentHashMap.newKeySet();

    /**
     * Creates an account of an application's threads.
     *
     * @param listener hears of delays
     * @param time the time source
     */
    public OwnThreads(FailoverListener listener, TimeSource time) {
        this.listener = listener;
        this.time = time;
        this.delayWarnings = new OnceAMinute(time);
        this.abandonedWarnings = new OnceAMinute(time);
    }

    /**
     * Notes how long an attempt has waited for threads of our own.
     *
     * @param provider who was asked
     * @param exchange the attempt's exchange
     * @param nanos how long
     * @param inFlight how many requests are under way
     */
    void delayed(Provider provider, Exchange exchange, long nanos, int inFlight) {
        if (nanos < TOLD_NANOS) {
            return;
        }
        Duration delay = Duration.ofNanos(nanos);
        listener.onProcessDelay(provider.name(), delay);
        boolean first = warmedUp.add(provider.name());
        if (!first && delay.compareTo(WARNED) >= 0 && delayWarnings.isDue()) {
            logger.warn("A request to '" + provider.name() + "' waited " + delay.toMillis()
                    + " ms for threads of this application; the provider is not held to account for it. "
                    + provider.cureOfDelay(exchange, inFlight));
        }
    }

    /**
     * Notes that a call goes on, on a thread of ours, although nobody waits for it any more. That is logged only where the
     * call does not end soon: most clients hear an interrupt.
     */
    void abandoned(Provider provider, BorrowedThread thread) {
        abandoned.computeIfAbsent(provider.name(), name -> new AtomicInteger()).incrementAndGet();
        time.schedule(GRACE, () -> {
            if (thread.isAbandoned() && abandonedWarnings.isDue()) {
                logger.warn("A call to '" + provider.name() + "' passed its limit, and its client does not stop: "
                        + abandonedCalls(provider.name())
                        + " such call(s) still hold a thread and a connection, and may be billed. "
                        + provider.cureOfAbandonment());
            }
        });
    }

    /** Notes that a call which had been abandoned has returned. */
    void returned(Provider provider) {
        AtomicInteger calls = abandoned.get(provider.name());
        if (calls != null) {
            calls.decrementAndGet();
        }
    }

    /**
     * Returns how many calls still hold a thread although nobody waits for them any more.
     *
     * @param provider the provider's name
     */
    public int abandonedCalls(String provider) {
        AtomicInteger calls = abandoned.get(provider);
        return calls == null ? 0 : calls.get();
    }
}
