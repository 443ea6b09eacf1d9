package io.github.llmfailover.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * Thousands of streams of fifty chunks a second at once, with the failover layer and without: what each costs in memory
 * and processor time, and how late its chunks arrive. Takes the numbers of streams as arguments.
 */
public final class ManyStreams {

    private static final int WARM_UP_SECONDS = 10;

    private static final int MEASURED_SECONDS = 20;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ManyStreams() {}

    /**
     * Measures.
     *
     * @param args how many streams at once; 5000 and 10000 where there are none
     */
    public static void main(String[] args) throws InterruptedException {
        int[] counts = args.length == 0 ? new int[] {5000, 10_000} : numbers(args);
        // Not told: everything is loaded and compiled by it.
        measure(1000, true, 5, 5);
        measure(1000, false, 5, 5);
        System.out.printf(
                "%8s %-5s %12s %10s %10s %10s %10s %12s%n",
                "streams", "", "heap KB each", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "cores");
        for (int count : counts) {
            Result bare = measure(count, false, WARM_UP_SECONDS, MEASURED_SECONDS);
            bare.print(count, "bare");
            Result layered = measure(count, true, WARM_UP_SECONDS, MEASURED_SECONDS);
            layered.print(count, "layer");
            System.out.printf(
                    "%8d added %12.2f %10.3f %10.3f %34.3f%n",
                    count,
                    layered.kilobytes - bare.kilobytes,
                    layered.millis(50) - bare.millis(50),
                    layered.millis(99) - bare.millis(99),
                    layered.cores - bare.cores);
        }
    }

    private static int[] numbers(String[] args) {
        int[] numbers = new int[args.length];
        for (int i = 0; i < args.length; i++) {
            numbers[i] = Integer.parseInt(args[i]);
        }
        return numbers;
    }

    static Result measure(int count, boolean layered, int warmUpSeconds, int measuredSeconds)
            throws InterruptedException {
        Pacer pacer = new Pacer();
        InMemoryClient client = new InMemoryClient(PreparedAnswers.whole(), Flux.from(pacer));
        try (InMemoryChain chain = new InMemoryChain(2, 0, new AbortableBinding(), () -> client)) {
            ChatModel model = layered ? chain.model() : client;
            long heapBefore = usedHeap();
            Delays delays = new Delays(pacer);
            for (int i = 0; i < count; i++) {
                model.stream(new Prompt("hello")).subscribe(new Reader(i, delays));
            }
            if (pacer.streams() != count) {
                throw new IllegalStateException("Only " + pacer.streams() + " streams have begun");
            }
            pacer.start();
            TimeUnit.SECONDS.sleep(warmUpSeconds);
            delays.measuring = true;
            long cpu = SYSTEM.getProcessCpuTime();
            TimeUnit.SECONDS.sleep(measuredSeconds);
            delays.measuring = false;
            double cores = (double) (SYSTEM.getProcessCpuTime() - cpu) / TimeUnit.SECONDS.toNanos(measuredSeconds);
            double kilobytes = (double) (usedHeap() - heapBefore) / 1024 / count;
            pacer.finish();
            if (delays.completed.get() != count) {
                throw new IllegalStateException("Only " + delays.completed + " streams have completed");
            }
            return new Result(kilobytes, delays.histogram, cores);
        }
    }

    private static long usedHeap() throws InterruptedException {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(200);
            Runtime runtime = Runtime.getRuntime();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }

    /** How late chunks were, of all streams together. */
    private static final class Delays {

        private final Pacer pacer;

        private final Histogram histogram = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);

        private final AtomicInteger completed = new AtomicInteger();

        private volatile boolean measuring;

        private Delays(Pacer pacer) {
            this.pacer = pacer;
        }
    }

    private static final class Reader extends BaseSubscriber<ChatResponse> {

        private final int stream;

        private final Delays delays;

        private long received;

        private Reader(int stream, Delays delays) {
            this.stream = stream;
            this.delays = delays;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        protected void hookOnNext(ChatResponse chunk) {
            if (delays.measuring) {
                delays.histogram.recordValue(Math.max(0, System.nanoTime() - delays.pacer.dueAt(stream, received)));
            }
            received++;
        }

        @Override
        protected void hookOnComplete() {
            delays.completed.incrementAndGet();
        }
    }

    /** What was measured; memory for each stream, with the text that it has delivered so far. */
    record Result(double kilobytes, Histogram delays, double cores) {

        double millis(double percentile) {
            return delays.getValueAtPercentile(percentile) / 1e6;
        }

        void print(int count, String name) {
            System.out.printf(
                    "%8d %-5s %12.2f %10.3f %10.3f %10.3f %10.3f %12.3f%n",
                    count, name, kilobytes, millis(50), millis(99), millis(99.9), millis(100), cores);
        }
    }
}
