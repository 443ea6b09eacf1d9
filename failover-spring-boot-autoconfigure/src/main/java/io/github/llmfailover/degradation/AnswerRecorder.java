package io.github.llmfailover.degradation;

import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Hands answers to their keepers beside the calls that got them: one after the other on one thread at a time, so that a
 * slow cache delays no caller. What does not fit into the queue is dropped, so that a cache that hangs costs no memory.
 */
public final class AnswerRecorder {

    private static final Log logger = LogFactory.getLog(AnswerRecorder.class);

    private final List<AnswerKeeper> keepers;

    private final Executor workers;

    private final int capacity;

    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();

    /** How many tasks are queued or being done. Whoever makes it one starts a worker. */
    private final AtomicInteger pending = new AtomicInteger();

    /**
     * Creates a recorder.
     *
     * @param keepers who keeps answers
     * @param workers where that is done
     * @param capacity how many answers may be waiting
     */
    public AnswerRecorder(List<AnswerKeeper> keepers, Executor workers, int capacity) {
        this.keepers = List.copyOf(keepers);
        this.workers = workers;
        this.capacity = capacity;
    }

    /**
     * Keeps an answer, soon. Returns at once.
     *
     * @param chain the chain that served
     * @param scope whom the answer may be shared with
     * @param prompt what was asked
     * @param text the whole answer
     * @param at when it was given
     */
    public void record(String chain, @Nullable String scope, Prompt prompt, String text, Instant at) {
        if (scope != null) {
            submit(() -> keep(RequestKey.of(chain, scope, prompt), text, at));
        }
    }

    /** Waits until everything that was recorded before has been kept, so that an answer is found as soon as it was given. */
    void awaitKept() throws InterruptedException {
        CountDownLatch kept = new CountDownLatch(1);
        if (pending.get() > 0 && submit(kept::countDown)) {
            kept.await();
        }
    }

    private void keep(@Nullable RequestKey key, String text, Instant at) {
        if (key == null) {
            return;
        }
        for (AnswerKeeper keeper : keepers) {
            try {
                keeper.keep(key, text, at);
            } catch (RuntimeException e) {
                // Without the exception's message, which may quote what was to be stored.
                logger.debug("An answer could not be kept: " + e.getClass().getName());
            }
        }
    }

    private boolean submit(Runnable task) {
        int before = pending.getAndUpdate(count -> count < capacity ? count + 1 : count);
        if (before >= capacity) {
            logger.debug("An answer is not kept: " + capacity + " are waiting already");
            return false;
        }
        queue.add(task);
        if (before == 0) {
            workers.execute(this::drain);
        }
        return true;
    }

    private void drain() {
        do {
            // Counted before it is queued, so it may be a moment until it is there.
            Runnable task = queue.poll();
            while (task == null) {
                Thread.onSpinWait();
                task = queue.poll();
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                logger.debug("An answer could not be kept: " + e.getClass().getName());
            }
        } while (pending.decrementAndGet() > 0);
    }
}
