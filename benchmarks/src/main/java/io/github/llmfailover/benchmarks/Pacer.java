package io.github.llmfailover.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * Sends answers to many subscribers at once, each at a steady pace and all evenly shifted against each other, on two
 * threads. When an answer has come to its end, the next begins in its place. At the start there are answers of all ages,
 * as there are in an application that has been running for a while. The moment at which a chunk is due is known
 * beforehand, so that a pacer which falls behind shows as delay.
 */
final class Pacer implements Publisher<ChatResponse> {

    private static final long INTERVAL = 20_000_000;

    private static final int THREADS = 2;

    private final int answer;

    private final ChatResponse[] chunks;

    private final List<Place> places = new ArrayList<>();

    private final ThreadLocal<@Nullable Place> opening = new ThreadLocal<>();

    private final CountDownLatch opened = new CountDownLatch(THREADS);

    private final CountDownLatch begun = new CountDownLatch(1);

    private final CountDownLatch stopped = new CountDownLatch(THREADS);

    private volatile long began;

    private volatile boolean stop;

    /**
     * Creates a pacer.
     *
     * @param count how many answers at a time
     * @param answer how many chunks each has
     * @param reader subscribes to an answer that takes a place
     */
    Pacer(int count, int answer, Reader reader) {
        this.answer = answer;
        this.chunks = PreparedAnswers.chunks(answer);
        for (int i = 0; i < count; i++) {
            places.add(new Place(reader, (long) i * answer / count, i * INTERVAL / count));
        }
    }

    @Override
    public void subscribe(Subscriber<? super ChatResponse> subscriber) {
        Objects.requireNonNull(opening.get(), "Only a place that is being opened is subscribed to").subscriber =
                subscriber;
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
    }

    /** Opens all answers and brings each to its age. */
    void open() throws InterruptedException {
        for (int i = 0; i < THREADS; i++) {
            int offset = i;
            new Thread(() -> run(offset), "pacer-" + i).start();
        }
        opened.await();
    }

    /** Begins to send at the pace. */
    void start() {
        began = System.nanoTime();
        begun.countDown();
    }

    /** Ends all answers, and waits until that is done. */
    void finish() throws InterruptedException {
        stop = true;
        stopped.await();
    }

    private void run(int offset) {
        List<Place> mine = new ArrayList<>();
        for (int i = offset; i < places.size(); i += THREADS) {
            mine.add(places.get(i));
        }
        mine.forEach(Place::begin);
        opened.countDown();
        await(begun);
        for (long tick = 0; !stop; tick++) {
            for (Place place : mine) {
                place.due = began + tick * INTERVAL + place.shift;
                await(place.due);
                place.next();
            }
        }
        mine.forEach(Place::end);
        stopped.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(long due) {
        long left = due - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = due - System.nanoTime();
        }
    }

    /** Whoever reads the answers. */
    interface Reader {

        /** Subscribes to an answer, on this thread. */
        void read(Place place);
    }

    /** Where one answer follows the other. Used by one thread only. */
    final class Place {

        private final Reader reader;

        private final long age;

        private final long shift;

        private @Nullable Subscriber<? super ChatResponse> subscriber;

        private int sent;

        private long due;

        private long sentAt;

        private Place(Reader reader, long age, long shift) {
            this.reader = reader;
            this.age = age;
            this.shift = shift;
        }

        /** Returns when the chunk that is being sent was due. */
        long dueAt() {
            return due;
        }

        /** Returns when the chunk that is being sent was handed over. */
        long sentAt() {
            return sentAt;
        }

        private void begin() {
            open();
            for (long i = 0; i < age; i++) {
                due = System.nanoTime();
                next();
            }
        }

        private void open() {
            sent = 0;
            opening.set(this);
            reader.read(this);
            opening.remove();
        }

        private void next() {
            if (sent == answer - 1) {
                end();
                open();
            } else {
                send(chunks[sent++]);
            }
        }

        private void end() {
            if (sent == 0) {
                // An answer with nothing in it would be a failure.
                next();
            }
            send(chunks[answer - 1]);
            subscriber().onComplete();
        }

        private void send(ChatResponse chunk) {
            sentAt = System.nanoTime();
            subscriber().onNext(chunk);
        }

        private Subscriber<? super ChatResponse> subscriber() {
            return Objects.requireNonNull(subscriber, "Nobody has subscribed");
        }
    }
}
