package io.github.llmfailover.trace;

import io.github.llmfailover.CallMode;
import org.jspecify.annotations.Nullable;

/**
 * Begins the traces of calls. What it returns is called on the threads that serve calls, and must neither block nor throw:
 * whatever goes wrong with a trace, the call goes on.
 */
public interface CallTracer {

    /** Traces nothing. */
    CallTracer NONE = new CallTracer() {
        @Override
        public @Nullable Object contextKey() {
            return null;
        }

        @Override
        public CallTrace callBegins(String chain, CallMode mode, @Nullable Object parent) {
            return CallTrace.NONE;
        }
    };

    /** Returns the key under which Reactor contexts carry what their subscribers work for; {@code null} for none. */
    @Nullable
    Object contextKey();

    /**
     * Begins the trace of a call.
     *
     * @param chain the name of its chain
     * @param mode how the caller asks
     * @param parent what the caller's context has under the key; {@code null} for what the current thread works for
     */
    CallTrace callBegins(String chain, CallMode mode, @Nullable Object parent);
}
