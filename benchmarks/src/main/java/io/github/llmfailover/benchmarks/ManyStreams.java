package io.github.llmfailover.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * Thousands of streams of fifty chunks a second at once, with the failover layer and without: what each costs in memory
 * and processor time, and how late its chunks arrive. Takes the numbers of streams as arguments, and the number of chunks
 * of an answer as the system property {@code chunks}.
 */
public final class ManyStreams {

    private static final int ANSWER = Integer.getInteger("chunks", 1000);

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
        int[] counts = args.length == 0
                ? new int[] {5000, 10_000}
                : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        // Not told: everything is loaded and compiled by it.
        measure(1000, true, 5, 5);
        measure(1000, false, 5, 5);
        System.out.printf(
                "%8s %-5s %8s %8s | %8s %8s %8s %8s | %10s %10s%n",
                "streams", "", "KB each", "cores", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "p50 us", "p99 us");
        for (int count : counts) {
            Result bare = measure(count, false, WARM_UP_SECONDS, MEASURED_SECONDS);
            bare.print(count, "bare");
            Result layered = measure(count, true, WARM_UP_SECONDS, MEASURED_SECONDS);
            layered.print(count, "layer");
            System.out.printf(
                    "%8d %-5s %8.2f %8.3f%n",
                    count, "added", layered.kilobytes - bare.kilobytes, layered.cores - bare.cores);
        }
    }

    static Result measure(int count, boolean layered, int warmUpSeconds, int measuredSeconds)
            throws InterruptedException {
        Delays delays = new Delays();
        // The pacer is the client's stream, and the client is in the model that the pacer's reader reads.
        ChatModel[] model = new ChatModel[1];
        Prompt prompt = new Prompt("hello");
        Pacer pacer = new Pacer(count, ANSWER, place -> model[0].stream(prompt).subscribe(new Reader(place, delays)));
        InMemoryClient client = new InMemoryClient(PreparedAnswers.whole(), Flux.from(pacer));
        try (InMemoryChain chain = new InMemoryChain(2, 0, new AbortableBinding(), () -> client)) {
            model[0] = layered ? chain.model() : client;
            long heapBefore = usedHeap();
            pacer.open();
            pacer.start();
            TimeUnit.SECONDS.sleep(warmUpSeconds);
            delays.reset();
            long cpu = SYSTEM.getProcessCpuTime();
            TimeUnit.SECONDS.sleep(measuredSeconds);
            Histogram late = delays.late.getIntervalHistogram();
            Histogram through = delays.through.getIntervalHistogram();
            double cores = (double) (SYSTEM.getProcessCpuTime() - cpu) / TimeUnit.SECONDS.toNanos(measuredSeconds);
            double kilobytes = (double) (usedHeap() - heapBefore) / 1024 / count;
            pacer.finish();
            delays.requireAllComplete();
            return new Result(kilobytes, cores, late, through);
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

    /** The delays of the chunks of all streams together. */
    private static final class Delays {

        private final Recorder late = new Recorder(TimeUnit.MINUTES.toNanos(1), 3);

        private final Recorder through = new Recorder(TimeUnit.MINUTES.toNanos(1), 3);

        private final LongAdder begun = new LongAdder();

        private final LongAdder completed = new LongAdder();

        private void reset() {
            late.reset();
            through.reset();
        }

        private void requireAllComplete() {
            if (completed.sum() != begun.sum()) {
                throw new IllegalStateException(
                        "Of " + begun + " answers only " + completed + " have come to their end");
            }
        }
    }

    private static final class Reader extends BaseSubscriber<ChatResponse> {

        private final Pacer.Place place;

        private final Delays delays;

        private Reader(Pacer.Place place, Delays delays) {
            this.place = place;
            this.delays = delays;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            delays.begun.increment();
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        protected void hookOnNext(ChatResponse chunk) {
            long now = System.nanoTime();
            delays.late.recordValue(Math.max(0, now - place.dueAt()));
            delays.through.recordValue(now - place.sentAt());
        }

        @Override
        protected void hookOnComplete() {
            delays.completed.increment();
        }
    }

    /**
     * What was measured.
     *
     * @param kilobytes the memory of a stream, on the average of answers of all ages
     * @param cores processor time by time
     * @param late from when a chunk is due until the subscriber has it
     * @param through from when the client hands a chunk over until the subscriber has it
     */
    record Result(double kilobytes, double cores, Histogram late, Histogram through) {

        void print(int count, String name) {
            System.out.printf(
                    "%8d %-5s %8.2f %8.3f | %8.3f %8.3f %8.3f %8.3f | %10.2f %10.2f%n",
                    count,
                    name,
                    kilobytes,
                    cores,
                    late.getValueAtPercentile(50) / 1e6,
                    late.getValueAtPercentile(99) / 1e6,
                    late.getValueAtPercentile(99.9) / 1e6,
                    late.getMaxValue() / 1e6,
                    through.getValueAtPercentile(50) / 1e3,
                    through.getValueAtPercentile(99) / 1e3);
        }
    }
}
