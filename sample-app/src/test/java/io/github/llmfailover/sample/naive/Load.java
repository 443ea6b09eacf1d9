package io.github.llmfailover.sample.naive;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

/** Callers that come evenly whether or not they are served, before a server with so many threads for requests. */
record Load(int threads, int perSecond, int calls) {

    /**
     * What came of it.
     *
     * @param perSecond answers for each second in which callers came
     * @param median milliseconds from coming to the answer
     * @param worst the same of the slowest caller
     * @param waiting how many callers waited for a thread at once, at most
     * @param unanswered how many got no answer
     */
    record Result(double perSecond, long median, long worst, int waiting, int unanswered) {}

    Result on(ChatModel model) throws InterruptedException {
        TimeSource time = TimeSource.system();
        ThreadPoolExecutor server =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        AtomicLongArray took = new AtomicLongArray(calls);
        CountDownLatch left = new CountDownLatch(calls);
        AtomicInteger waiting = new AtomicInteger();
        AtomicInteger inTime = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        long lasts = TimeUnit.SECONDS.toNanos(calls) / perSecond;
        long began = time.nanoTime();
        for (int i = 0; i < calls; i++) {
            int number = i;
            long comesAfter = TimeUnit.SECONDS.toNanos(i) / perSecond;
            time.schedule(Duration.ofNanos(comesAfter), () -> {
                long came = time.nanoTime();
                server.execute(() -> {
                    try {
                        model.call(new Prompt("Explain failover."));
                        inTime.addAndGet(time.nanoTime() - began <= lasts ? 1 : 0);
                    } catch (RuntimeException e) {
                        failed.incrementAndGet();
                    } finally {
                        took.set(number, time.nanoTime() - came);
                        left.countDown();
                    }
                });
                waiting.accumulateAndGet(server.getQueue().size(), Math::max);
            });
        }
        boolean all = left.await(60, TimeUnit.SECONDS);
        server.shutdownNow();
        if (!all) {
            throw new IllegalStateException(left.getCount() + " calls have not ended");
        }
        long[] sorted = new long[calls];
        Arrays.setAll(sorted, took::get);
        Arrays.sort(sorted);
        return new Result(
                inTime.get() * 1e9 / lasts,
                TimeUnit.NANOSECONDS.toMillis(sorted[calls / 2]),
                TimeUnit.NANOSECONDS.toMillis(sorted[calls - 1]),
                waiting.get(),
                failed.get());
    }
}
