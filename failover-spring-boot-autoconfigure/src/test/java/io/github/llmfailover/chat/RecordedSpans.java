package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import brave.Tracing;
import brave.context.slf4j.MDCScopeDecorator;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.ThreadLocalCurrentTraceContext;
import brave.propagation.TraceContext;
import io.github.llmfailover.time.TimeSource;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.brave.bridge.BraveBaggageManager;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** A registry of observations with a real tracer behind it, and what became of both. */
final class RecordedSpans extends SpanHandler implements ObservationHandler<Observation.Context>, AutoCloseable {

    private static final long PATIENCE = Duration.ofSeconds(20).toMillis();

    /** What clients tell of their requests. Where they stream, these have lost their parents, inside of OpenAI's and Anthropic's libraries. */
    private static final Set<String> HTTP = Set.of("POST", "http post");

    private final ObservationRegistry registry = ObservationRegistry.create();

    private final Tracing tracing;

    private final List<MutableSpan> spans = new ArrayList<>();

    /** Who has begun, and how often they have ended. */
    private final Map<Observation.Context, Integer> ends = new IdentityHashMap<>();

    RecordedSpans() {
        tracing = Tracing.newBuilder()
                .currentTraceContext(ThreadLocalCurrentTraceContext.newBuilder()
                        .addScopeDecorator(MDCScopeDecorator.get())
                        .build())
                .addSpanHandler(this)
                .build();
        BraveTracer tracer = new BraveTracer(
                tracing.tracer(),
                new BraveCurrentTraceContext(tracing.currentTraceContext()),
                new BraveBaggageManager());
        registry.observationConfig()
                // The first to be told is the last to be told of the end, when the span is there.
                .observationHandler(this)
                .observationHandler(new DefaultTracingObservationHandler(tracer));
    }

    ObservationRegistry registry() {
        return registry;
    }

    /** Runs what an application does within an observation of its own. */
    <T> T within(String name, Supplier<T> action) {
        return Observation.createNotStarted(name, registry).observe(action);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return true;
    }

    @Override
    public synchronized void onStart(Observation.Context context) {
        ends.put(context, 0);
    }

    @Override
    public synchronized void onStop(Observation.Context context) {
        ends.merge(context, 1, Integer::sum);
        notifyAll();
    }

    @Override
    public synchronized boolean end(TraceContext context, MutableSpan span, Cause cause) {
        spans.add(span);
        notifyAll();
        return true;
    }

    /** Waits until everything that has begun has ended, and makes sure that it has ended once. */
    synchronized void assertAllEndedOnce() {
        long until = TimeSource.system().nanoTime() + PATIENCE * 1_000_000;
        while (ends.containsValue(0) && TimeSource.system().nanoTime() - until < 0) {
            try {
                wait(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        assertThat(ends.entrySet().stream()
                        .filter(each -> each.getValue() != 1)
                        .map(each -> each.getKey().getName() + " has ended " + each.getValue() + " times"))
                .isEmpty();
    }

    synchronized int begun() {
        return ends.size();
    }

    synchronized void forget() {
        ends.clear();
        spans.clear();
    }

    synchronized List<MutableSpan> spans() {
        return List.copyOf(spans);
    }

    /**
     * The spans but for those of HTTP requests, as a tree of lines: the name, what it says of an attempt, wait or call, and
     * "!" where it is in error.
     */
    String tree() {
        assertAllEndedOnce();
        List<MutableSpan> all = spans().stream()
                .filter(span -> !HTTP.contains(span.name()))
                .sorted(Comparator.comparingLong(MutableSpan::startTimestamp))
                .toList();
        StringBuilder tree = new StringBuilder();
        for (MutableSpan span : all) {
            if (all.stream().noneMatch(other -> other.id().equals(span.parentId()))) {
                print(span, all, "", tree);
            }
        }
        return tree.toString();
    }

    private static void print(MutableSpan span, List<MutableSpan> all, String indent, StringBuilder tree) {
        tree.append(indent).append(span.name());
        for (String key : List.of(
                "llm.failover.attempt.kind",
                "llm.failover.provider",
                "llm.failover.wait.reason",
                "llm.failover.outcome")) {
            String value = span.tags().get(key);
            if (value != null) {
                tree.append(' ').append(value);
            }
        }
        tree.append(span.error() == null && span.tag("error") == null ? "" : " !")
                .append('\n');
        for (MutableSpan child : all) {
            if (span.id().equals(child.parentId())) {
                print(child, all, indent + "  ", tree);
            }
        }
    }

    @Override
    public void close() {
        tracing.close();
    }
}
