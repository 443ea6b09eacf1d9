package io.github.llmfailover.gateway;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One streamed answer on its way to its client: parts become events, with comments in between while nothing comes, and
 * never more than the connection takes. A failure before the first event is an error, since the status can still tell
 * it; one after that is an event, and the end.
 */
final class EventStream implements CoreSubscriber<ChatResponse>, Subscription {

    private final CoreSubscriber<? super byte[]> connection;

    private final EventText text;

    private final Consumer<ChatResponse> onFirst;

    private final Pulse pulse;

    private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();

    /** What the connection has asked for and not received. */
    private final AtomicLong demand = new AtomicLong();

    /** How many comments have taken the place of a part that was asked for. */
    private final AtomicLong owed = new AtomicLong();

    private final AtomicInteger draining = new AtomicInteger();

    private final AtomicInteger ended = new AtomicInteger();

    private volatile @Nullable Subscription provider;

    private volatile boolean begun;

    private volatile boolean commentDue;

    private volatile boolean last;

    private volatile @Nullable Throwable failure;

    private volatile boolean over;

    /**
     * Creates a stream.
     *
     * @param connection where the events go
     * @param text what they are
     * @param onFirst told of the first part before anything is sent
     * @param pulse tells when a comment is due, and when nobody reads
     */
    EventStream(
            CoreSubscriber<? super byte[]> connection, EventText text, Consumer<ChatResponse> onFirst, Pulse pulse) {
        this.connection = connection;
        this.text = text;
        this.onFirst = onFirst;
        this.pulse = pulse;
    }

    @Override
    public Context currentContext() {
        return connection.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        provider = subscription;
        if (over) {
            subscription.cancel();
        }
        connection.onSubscribe(this);
    }

    @Override
    public void onNext(ChatResponse part) {
        if (ended.get() != 0) {
            return;
        }
        byte[] events;
        try {
            if (!begun) {
                onFirst.accept(part);
            }
            events = text.next(part);
        } catch (RuntimeException e) {
            subscription().cancel();
            onError(e);
            return;
        }
        if (events == null) {
            subscription().request(1);
            return;
        }
        begun = true;
        queue.add(events);
        drain();
    }

    @Override
    public void onError(Throwable error) {
        if (!ended.compareAndSet(0, 1)) {
            return;
        }
        if (begun) {
            queue.add(text.error(error));
        } else {
            failure = error;
        }
        last = true;
        drain();
    }

    @Override
    public void onComplete() {
        if (!ended.compareAndSet(0, 1)) {
            return;
        }
        try {
            queue.add(text.end());
        } catch (RuntimeException e) {
            if (begun) {
                queue.add(text.error(e));
            } else {
                failure = e;
            }
        }
        last = true;
        drain();
    }

    @Override
    public void request(long n) {
        if (!Operators.validate(n)) {
            return;
        }
        demand.accumulateAndGet(n, Operators::addCap);
        pulse.read();
        long notAsked = Math.min(n, owed.get());
        if (notAsked > 0) {
            owed.addAndGet(-notAsked);
        }
        drain();
        if (n > notAsked && ended.get() == 0) {
            subscription().request(n - notAsked);
        }
    }

    @Override
    public void cancel() {
        over = true;
        ended.set(1);
        pulse.stop();
        Subscription subscription = provider;
        if (subscription != null) {
            subscription.cancel();
        }
        drain();
    }

    /** Releases the provider, unless the stream is at its end. */
    void abandon() {
        if (!over) {
            cancel();
        }
    }

    /** Sends a comment, where the connection can take one. */
    void comment() {
        commentDue = true;
        drain();
    }

    /** Ends the stream in an error of ours. */
    void abort(Throwable error) {
        subscription().cancel();
        onError(error);
    }

    private Subscription subscription() {
        Subscription subscription = provider;
        if (subscription == null) {
            throw new IllegalStateException("Not subscribed yet");
        }
        return subscription;
    }

    private void drain() {
        if (draining.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            if (over) {
                queue.clear();
            } else {
                deliver();
            }
            missed = draining.addAndGet(-missed);
        } while (missed != 0);
    }

    private void deliver() {
        while (!over && demand.get() > 0) {
            byte[] next = queue.poll();
            if (next == null && commentDue && !last) {
                owed.incrementAndGet();
                next = Sse.KEEP_ALIVE;
            }
            commentDue = false;
            if (next == null) {
                break;
            }
            connection.onNext(next);
            pulse.sent(demand.updateAndGet(asked -> asked == Long.MAX_VALUE ? asked : asked - 1) == 0);
        }
        // The queue is looked at after the mark, which is set after what belongs before it.
        if (!over && last && queue.isEmpty()) {
            over = true;
            pulse.finished();
            Throwable error = failure;
            if (error == null) {
                connection.onComplete();
            } else {
                connection.onError(error);
            }
        }
    }
}
