package io.github.llmfailover.provider;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that makes a blocking call when its exchange is aborted, and not a moment after the call has
 * returned. An interrupt of ours never outlives the call; one that was there before stays.
 */
final class CallInterrupt {

    private final Thread caller = Thread.currentThread();

    private boolean returned;

    private boolean interruptedByUs;

    private CallInterrupt() {}

    static <T> @Nullable T around(Exchange exchange, Supplier<@Nullable T> call) {
        CallInterrupt interrupt = new CallInterrupt();
        exchange.onAbort(interrupt::interrupt);
        try {
            return call.get();
        } finally {
            interrupt.returned();
        }
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
