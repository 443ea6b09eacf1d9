package io.github.llmfailover.benchmarks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * Sends chunks to all who have subscribed, each at a steady pace and all evenly shifted against each other, on two
 * threads. The moment at which a chunk is due is known beforehand, so that a pacer which falls behind shows as delay.
 */
final class Pacer implements Publisher<ChatResponse> {

    static final long INTERVAL = 20_000_000;

    private static final int THREADS = 2;

    private final ChatResponse[] chunks = PreparedAnswers.chunks(17);

    private final List<Subscriber<? super ChatResponse>> streams = new CopyOnWriteArrayList<>();

    private final CountDownLatch stopped = new CountDownLatch(THREADS);

    private volatile long began;

    private volatile boolean stop;

    @Override
    public synchronized void subscribe(Subscriber<? super ChatResponse> subscriber) {
        subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                if (n != Long.MAX_VALUE) {
                    throw new IllegalStateException("Only those who ask for everything are served");
                }
            }

            @Override
            public void cancel() {
                throw new IllegalStateException("Nobody leaves");
            }
        });
        streams.add(subscriber);
    }

    int streams() {
        return streams.size();
    }

    void start() {
        began = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            int offset = i;
            new Thread(() -> run(offset), "pacer-" + i).start();
        }
    }

    /** Ends all streams, and waits until that is done. */
    void finish() throws InterruptedException {
        stop = true;
        stopped.await();
    }

    /** Returns when a chunk is due. */
    long dueAt(int stream, long chunk) {
        return began + chunk * INTERVAL + stream * INTERVAL / streams.size();
    }

    private void run(int offset) {
        List<Subscriber<? super ChatResponse>> all = List.copyOf(streams);
        for (long chunk = 0; !stop; chunk++) {
            ChatResponse next = chunks[(int) (chunk % (chunks.length - 1))];
            for (int stream = offset; stream < all.size(); stream += THREADS) {
                await(dueAt(stream, chunk));
                all.get(stream).onNext(next);
            }
        }
        for (int stream = offset; stream < all.size(); stream += THREADS) {
            all.get(stream).onNext(chunks[chunks.length - 1]);
            all.get(stream).onComplete();
        }
        stopped.countDown();
    }

    private static void await(long due) {
        long left = due - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = due - System.nanoTime();
        }
    }
}
