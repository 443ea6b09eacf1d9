package io.github.llmfailover.provider;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that makes a blocking call when its exchange is aborted, and not a moment after the call has
 * returned. An interrupt of ours never outlives the call; one that was there before stays.
 */
final class CallInterrupt {

    /** Whose call this thread makes; for those that see only the HTTP request. */
    private static final ThreadLocal<Exchange> CURRENT = new ThreadLocal<>();

    private final Thread caller = Thread.currentThread();

    private boolean returned;

    private boolean interruptedByUs;

    private CallInterrupt() {}

    static <T> @Nullable T around(Exchange exchange, Supplier<@Nullable T> call) {
        CallInterrupt interrupt = new CallInterrupt();
        exchange.onAbort(interrupt::interrupt);
        Exchange outer = CURRENT.get();
        CURRENT.set(exchange);
        try {
            return call.get();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
            interrupt.returned();
        }
    }

    /** Returns the exchange whose call this thread is making; {@code null} outside of one. */
    static @Nullable Exchange current() {
        return CURRENT.get();
    }

    private synchronized void interrupt() {
        if (!returned && !caller.isInterrupted()) {
            interruptedByUs = true;
            caller.interrupt();
        }
    }

    private synchronized void returned() {
        returned = true;
        if (interruptedByUs) {
            Thread.interrupted();
        }
    }
}
