package io.github.llmfailover.observation;

import io.github.llmfailover.CallMode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The timers of one chain's calls: at most one for each mode and outcome, created when first needed and kept. */
final class CallMeters {

    private static final int OUTCOMES = CallOutcome.values().length;

    private final MeterRegistry registry;

    private final String chain;

    private final AtomicReferenceArray<@Nullable Timer> timers =
            new AtomicReferenceArray<>(CallMode.values().length * OUTCOMES);

    CallMeters(MeterRegistry registry, String chain) {
        this.registry = registry;
        this.chain = chain;
    }

    Timer timer(CallMode mode, CallOutcome outcome) {
        int index = mode.ordinal() * OUTCOMES + outcome.ordinal();
        Timer known = timers.get(index);
        if (known != null) {
            return known;
        }
        Timer created = Timer.builder("llm.failover.calls")
                .description("Calls of the application, over all providers that were asked")
                .tag("chain", chain)
                .tag("mode", mode.name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome.name())
                .register(registry);
        timers.set(index, created);
        return created;
    }
}
