package io.github.llmfailover.execution;

import io.github.llmfailover.DrillReport;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.UnknownTargetException;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.time.TimeSource.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Proves on the live system that providers can be relied on: asks each with a synthetic prompt, those that are out as
 * well, and reports how they did. Its requests move no breaker and no rest and are in no statistics of calls; they count
 * among those under way, and where {@code max-concurrency} would leave callers no room, a provider is skipped. One drill
 * at a time, in a bounded time.
 *
 * <p>Safe for use from any thread. Nothing blocks here; a request that blocks does so on a worker.
 */
public final class Driller {

    private static final Log logger = LogFactory.getLog(Driller.class);

    private final Supplier<DrillSettings> settings;

    private final Engine engine;

    private final Supplier<Map<Provider, ProviderHealth>> members;

    private final Supplier<FailoverListener> listener;

    private final AtomicReference<@Nullable Drill> underWay = new AtomicReference<>();

    private volatile @Nullable DrillReport last;

    /**
     * Creates a driller.
     *
     * @param settings how long, and with which prompt
     * @param engine what requests are made with
     * @param members whom to drill; asked for with each drill
     * @param listener is told of each drill
     */
    public Driller(
            DrillSettings settings,
            Engine engine,
            Supplier<Map<Provider, ProviderHealth>> members,
            Supplier<FailoverListener> listener) {
        this(() -> settings, engine, members, listener);
    }

    /**
     * Creates a driller whose settings may change.
     *
     * @param settings how long, and with which prompt; asked for with each drill
     * @param engine what requests are made with
     * @param members whom to drill; asked for with each drill
     * @param listener is told of each drill
     */
    public Driller(
            Supplier<DrillSettings> settings,
            Engine engine,
            Supplier<Map<Provider, ProviderHealth>> members,
            Supplier<FailoverListener> listener) {
        this.settings = settings;
        this.engine = engine;
        this.members = members;
        this.listener = listener;
    }

    /** Returns the result of the last drill that ended; {@code null} where none has. */
    public @Nullable DrillReport last() {
        return last;
    }

    /**
     * Begins a drill.
     *
     * @param only the provider to be drilled; {@code null} for all
     * @param by who wants it; {@code null} where nobody is authenticated
     * @return its result, once it has ended; {@code null} where a drill is under way already
     * @throws UnknownTargetException where there is no provider of that name
     */
    public @Nullable CompletableFuture<DrillReport> begin(@Nullable String only, @Nullable String by) {
        Map<Provider, ProviderHealth> chosen = chosen(only);
        Drill drill = new Drill(by);
        if (!underWay.compareAndSet(null, drill)) {
            return null;
        }
        try {
            drill.begin(chosen);
        } catch (RuntimeException | Error e) {
            underWay.set(null);
            throw e;
        }
        return drill.result;
    }

    private Map<Provider, ProviderHealth> chosen(@Nullable String only) {
        Map<Provider, ProviderHealth> chosen = new LinkedHashMap<>(members.get());
        if (only != null) {
            chosen.keySet().removeIf(provider -> !provider.name().equals(only));
            if (chosen.isEmpty()) {
                throw new UnknownTargetException("There is no such provider. There are "
                        + members.get().keySet().stream().map(Provider::name).collect(Collectors.joining(", ")) + ".");
            }
        }
        return chosen;
    }

    private void ended(Drill drill, DrillReport report) {
        last = report;
        // Before anybody hears of the end, so that who then wants another drill gets it.
        underWay.compareAndSet(drill, null);
        try {
            listener.get().onDrillEnded(report);
        } catch (RuntimeException e) {
            logger.error("A listener failed when told that a drill ended", e);
        } finally {
            drill.result.complete(report);
        }
    }

    private final class Drill {

        final CompletableFuture<DrillReport> result = new CompletableFuture<>();

        private final @Nullable String by;

        private final Instant at = engine.time().now();

        private final long began = engine.time().nanoTime();

        /** In the order of the chains; {@code null} for those that are not done. Guarded by itself. */
        private final Map<String, DrillReport.@Nullable Result> results = new LinkedHashMap<>();

        Drill(@Nullable String by) {
            this.by = by;
        }

        void begin(Map<Provider, ProviderHealth> chosen) {
            List<DrilledProvider> all = chosen.entrySet().stream()
                    .map(entry -> new DrilledProvider(
                            engine,
                            entry.getKey(),
                            entry.getValue(),
                            settings.get().prompt(),
                            this::done))
                    .toList();
            chosen.keySet().forEach(provider -> results.put(provider.name(), null));
            Cancellable timer =
                    engine.time().schedule(settings.get().timeout(), () -> all.forEach(DrilledProvider::cancel));
            result.whenComplete((report, failure) -> timer.cancel());
            all.forEach(provider -> engine.workers().execute(provider::ask));
            if (all.isEmpty()) {
                ended(this, report());
            }
        }

        private void done(DrillReport.Result one) {
            DrillReport report;
            synchronized (results) {
                results.put(one.provider(), one);
                if (results.containsValue(null)) {
                    return;
                }
                report = report();
            }
            ended(this, report);
        }

        private DrillReport report() {
            return new DrillReport(
                    at, Duration.ofNanos(engine.time().nanoTime() - began), by, List.copyOf(results.values()));
        }
    }
}
