package io.github.llmfailover.execution;

import io.github.llmfailover.provider.Provider;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Whom the code that runs here is being asked for: the provider whose client this is, and those that reached it. A client
 * that calls the failover model which it is a part of would be asked without end; this is how it is noticed. Blocking
 * calls know it from their thread, streams from Reactor's context.
 */
final class AskedProviders {

    private static final ThreadLocal<@Nullable AskedProviders> CURRENT = new ThreadLocal<>();

    private static final Object KEY = AskedProviders.class;

    private final Provider provider;

    private final @Nullable AskedProviders outer;

    private AskedProviders(Provider provider, @Nullable AskedProviders outer) {
        this.provider = provider;
        this.outer = outer;
    }

    /** Returns whom this thread works for; {@code null} where that is nobody. */
    static @Nullable AskedProviders current() {
        return CURRENT.get();
    }

    /**
     * Notes that a provider is to be asked by this thread.
     *
     * @throws IllegalStateException where this thread already works for that provider
     */
    static AskedProviders here(Provider provider) {
        return within(CURRENT.get(), provider);
    }

    /**
     * Notes that a provider is to be asked for a subscriber with this context.
     *
     * @throws IllegalStateException where the subscriber already works for that provider
     */
    static AskedProviders in(ContextView context, Provider provider) {
        AskedProviders outer = context.getOrDefault(KEY, null);
        return within(outer != null ? outer : CURRENT.get(), provider);
    }

    static AskedProviders within(@Nullable AskedProviders outer, Provider provider) {
        for (AskedProviders asked = outer; asked != null; asked = asked.outer) {
            if (asked.provider == provider) {
                throw new IllegalStateException("The client of provider '" + provider.name()
                        + "' asks the failover model that it is itself a part of. Give the provider a client of one"
                        + " model.");
            }
        }
        return new AskedProviders(provider, outer);
    }

    /** Runs a client's code, which finds out by this thread whom it works for. */
    <T> @Nullable T call(Supplier<@Nullable T> client) {
        AskedProviders before = CURRENT.get();
        CURRENT.set(this);
        try {
            return client.get();
        } finally {
            // Also where there was nobody: removing it would have the next call on this thread make it anew.
            CURRENT.set(before);
        }
    }

    /** Hands what this thread knows on to a stream, which goes on on other threads. */
    static Context ofThisThreadInto(Context context) {
        AskedProviders asked = CURRENT.get();
        return asked == null ? context : asked.putInto(context);
    }

    Context putInto(Context context) {
        return context.put(KEY, this);
    }
}
