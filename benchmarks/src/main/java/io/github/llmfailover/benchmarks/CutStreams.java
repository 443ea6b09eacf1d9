package io.github.llmfailover.benchmarks;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * From the cut of a stream to the request to the provider that carries it on: of one stream at a time, and of many that
 * are cut at once, as when a provider goes down. Takes the numbers of streams as arguments.
 */
public final class CutStreams {

    private static final int CUTS = 20_000;

    private static final int WARM_UP = 4_000;

    private CutStreams() {}

    /**
     * Measures.
     *
     * @param args how many streams are cut at once; 1, 100, 1000 and 5000 where there are none
     */
    public static void main(String[] args) throws InterruptedException {
        int[] counts = args.length == 0
                ? new int[] {1, 100, 1000, 5000}
                : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        System.out.printf("%8s %8s %10s %10s %10s %10s%n", "at once", "cuts", "p50 us", "p99 us", "p99.9 us", "max us");
        for (int count : counts) {
            measure(count, WARM_UP);
            Histogram delays = measure(count, CUTS);
            System.out.printf(
                    "%8d %8d %10.1f %10.1f %10.1f %10.1f%n",
                    count,
                    delays.getTotalCount(),
                    delays.getValueAtPercentile(50) / 1e3,
                    delays.getValueAtPercentile(99) / 1e3,
                    delays.getValueAtPercentile(99.9) / 1e3,
                    delays.getMaxValue() / 1e3);
        }
    }

    static Histogram measure(int atOnce, int cuts) throws InterruptedException {
        Histogram delays = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        if (atOnce > 1) {
            for (int done = 0; done < cuts; done += atOnce) {
                CutWire wire = new CutWire();
                try (InMemoryChain chain = chainOn(wire)) {
                    cut(chain, wire, atOnce, delays);
                }
            }
            return delays;
        }
        CutWire wire = new CutWire();
        try (InMemoryChain chain = chainOn(wire)) {
            for (int done = 0; done < cuts; done++) {
                // So many whole ones between keep the breaker closed.
                for (int whole = 0; whole < 3; whole++) {
                    InterruptedAnswer answer = InterruptedAnswer.to(chain.model(), wire);
                    answer.finish();
                    answer.awaitWhole();
                }
                cut(chain, wire, 1, delays);
            }
        }
        return delays;
    }

    private static void cut(InMemoryChain chain, CutWire wire, int count, Histogram delays)
            throws InterruptedException {
        InterruptedAnswer[] answers = new InterruptedAnswer[count];
        Arrays.setAll(answers, i -> InterruptedAnswer.to(chain.model(), wire));
        for (InterruptedAnswer answer : answers) {
            answer.cut();
        }
        for (InterruptedAnswer answer : answers) {
            answer.awaitWhole();
            delays.recordValue(answer.nanosFromCutToRequest());
        }
    }

    private static InMemoryChain chainOn(CutWire wire) {
        Iterator<InMemoryClient> clients = List.of(
                        new InMemoryClient(PreparedAnswers.whole(), wire::first),
                        new InMemoryClient(PreparedAnswers.whole(), wire::second))
                .iterator();
        return new InMemoryChain(2, 0, new AbortableBinding(), clients::next);
    }
}
