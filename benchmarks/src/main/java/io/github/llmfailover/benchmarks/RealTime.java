package io.github.llmfailover.benchmarks;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.RecordedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * What is promised of time, with real clients over real sockets while every core is busy with something else: how far a
 * call outlives its deadline, how soon the connection of an aborted request is closed, and what failing over adds to a
 * call. Two hundred calls a second of each kind; takes their number as argument.
 */
public final class RealTime {

    private static final int CALLS = 3_000;

    private static final int WARM_UP = 1_000;

    private static final Duration INTERVAL = Duration.ofMillis(5);

    private static final Duration DEADLINE = Duration.ofMillis(300);

    private static final Prompt HURRIED =
            new Prompt("hello", FailoverChatOptions.builder().deadline(DEADLINE).build());

    private RealTime() {}

    /**
     * Measures.
     *
     * @param args how many calls of each kind, then whose clients; 3000 and all three where there are none
     */
    public static void main(String[] args) throws Exception {
        int calls = args.length == 0 ? CALLS : Integer.parseInt(args[0]);
        try (BusyCores ignored = BusyCores.start()) {
            measure(calls, args);
        }
    }

    private static void measure(int calls, String[] args) throws Exception {
        System.out.printf("%-44s %8s %9s %9s %9s %9s%n", "", "count", "p50 ms", "p99 ms", "p99.9 ms", "max ms");
        control(WARM_UP);
        print("nothing: a thread that waits as long", control(calls));
        List<String> clients = args.length < 2
                ? List.of("openai", "anthropic", "ollama")
                : Arrays.asList(args).subList(1, args.length);
        for (String client : clients) {
            for (boolean streamed : new boolean[] {false, true}) {
                String way = client + (streamed ? " stream" : " call");
                deadlines(client, streamed, WARM_UP, way);
                Lateness lateness = deadlines(client, streamed, calls, way);
                print(way + ": past its deadline", lateness.overrun());
                print(way + ": until the socket closed", lateness.closed());
                failovers(client, streamed, true, WARM_UP);
                print(way + ": added, refused", failovers(client, streamed, true, calls));
                failovers(client, streamed, false, WARM_UP);
                print(way + ": added, 500", failovers(client, streamed, false, calls));
            }
        }
    }

    /** What the machine itself adds to a wait of that length. */
    private static Histogram control(int calls) throws Exception {
        Histogram late = histogram();
        atAnEvenRate(calls, () -> {
            long begin = System.nanoTime();
            new CountDownLatch(1).await(DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
            late.recordValue(Math.max(0, System.nanoTime() - begin - DEADLINE.toNanos()));
            return null;
        });
        return late;
    }

    private record Lateness(Histogram overrun, Histogram closed) {}

    private static Lateness deadlines(String client, boolean streamed, int calls, String way) throws Exception {
        Histogram overrun = histogram();
        Histogram closed = histogram();
        try (LiveClients live = new LiveClients(client)) {
            live.simulator(0).always(Behavior.hangBeforeHeaders());
            ConcurrentLinkedQueue<Instant> ends = new ConcurrentLinkedQueue<>();
            atAnEvenRate(calls, () -> {
                long begin = System.nanoTime();
                try {
                    ask(live, streamed, HURRIED);
                    throw new IllegalStateException(way + " was answered");
                } catch (DeadlineExceededException e) {
                    overrun.recordValue(Math.max(0, System.nanoTime() - begin - DEADLINE.toNanos()));
                    ends.add(Instant.now());
                }
                return null;
            });
            live.simulator(0).awaitNoOpenExchanges(Duration.ofSeconds(20));
            for (RecordedRequest request : live.simulator(0).requests()) {
                Instant due = request.receivedAt().plus(DEADLINE);
                Instant gone = request.clientGoneAt().orElseThrow();
                closed.recordValue(Math.max(0, Duration.between(due, gone).toNanos()));
            }
        }
        return new Lateness(overrun, closed);
    }

    /** All but the attempt that served, which would have been needed anyway. */
    private static Histogram failovers(String client, boolean streamed, boolean refused, int calls) throws Exception {
        Histogram added = histogram();
        try (LiveClients live = new LiveClients(client, client)) {
            if (refused) {
                live.simulator(0).close();
            } else {
                live.simulator(0).always(Behavior.serverError());
            }
            atAnEvenRate(calls, () -> {
                long begin = System.nanoTime();
                FailoverReport report =
                        Objects.requireNonNull(FailoverReport.of(ask(live, streamed, new Prompt("hello"))));
                long all = System.nanoTime() - begin;
                AttemptReport served = report.attempts().get(report.attempts().size() - 1);
                if (report.attempts().size() != 2) {
                    throw new IllegalStateException("Not failed over: " + report.attempts());
                }
                added.recordValue(Math.max(0, all - served.duration().toNanos()));
                return null;
            });
        }
        return added;
    }

    private static ChatResponse ask(LiveClients live, boolean streamed, Prompt prompt) {
        return streamed
                ? Objects.requireNonNull(live.model().stream(prompt).blockLast())
                : live.model().call(prompt);
    }

    /** So many calls a second, however long each of them takes. */
    private static void atAnEvenRate(int calls, Callable<Object> call) throws Exception {
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            List<Future<Object>> results = new ArrayList<>();
            long begin = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                long wait = begin + i * INTERVAL.toNanos() - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
                results.add(callers.submit(call));
            }
            for (Future<Object> result : results) {
                result.get();
            }
        } finally {
            callers.shutdown();
        }
    }

    private static Histogram histogram() {
        return new SynchronizedHistogram(TimeUnit.MINUTES.toNanos(2), 3);
    }

    private static void print(String what, Histogram times) {
        System.out.printf(
                "%-44s %8d %9.2f %9.2f %9.2f %9.2f%n",
                what,
                times.getTotalCount(),
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(99) / 1e6,
                times.getValueAtPercentile(99.9) / 1e6,
                times.getMaxValue() / 1e6);
    }
}
