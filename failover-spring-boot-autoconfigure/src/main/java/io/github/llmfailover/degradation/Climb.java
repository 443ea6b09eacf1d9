package io.github.llmfailover.degradation;

import io.github.llmfailover.DegradedAnswer;
import io.github.llmfailover.UnservedRequest;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.time.TimeSource.Cancellable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One request's way down the ladder. There is one tier being asked at a time; whoever ends that, its answer or its limit,
 * goes on with the next one.
 */
public final class Climb {

    private static final Log logger = LogFactory.getLog(Climb.class);

    private final List<Rung> rungs;

    private final UnservedRequest request;

    private final double minQuality;

    private final long endAt;

    private final Executor workers;

    private final TimeSource time;

    private final Consumer<@Nullable TierAnswer> then;

    private final AtomicBoolean over = new AtomicBoolean();

    private volatile @Nullable Question current;

    Climb(
            List<Rung> rungs,
            UnservedRequest request,
            double minQuality,
            long most,
            Executor workers,
            TimeSource time,
            Consumer<@Nullable TierAnswer> then) {
        this.rungs = rungs;
        this.request = request;
        this.minQuality = minQuality;
        this.endAt = time.nanoTime() + most;
        this.workers = workers;
        this.time = time;
        this.then = then;
    }

    void begin() {
        ask(0);
    }

    /** Gives up: nobody is told anything, and the tier that is being asked is interrupted. */
    public void cancel() {
        over.set(true);
        Question asked = current;
        if (asked != null) {
            asked.leave();
        }
    }

    private void ask(int from) {
        long left = endAt - time.nanoTime();
        for (int i = from; i < rungs.size() && !over.get(); i++) {
            Rung rung = rungs.get(i);
            if (rung.quality() < minQuality) {
                continue;
            }
            if (rung.tier() instanceof FixedText text) {
                // Takes no time, so there is always enough.
                DegradedAnswer answer = text.answer(request);
                if (answer != null) {
                    end(new TierAnswer(rung.name(), rung.quality(), answer));
                    return;
                }
            } else if (left > 0 && !rung.isClogged()) {
                Question question = new Question(rung, i + 1);
                current = question;
                question.begin(Math.min(left, rung.timeLimit().toNanos()));
                return;
            }
        }
        end(null);
    }

    private void end(@Nullable TierAnswer answer) {
        if (over.compareAndSet(false, true)) {
            then.accept(answer);
        }
    }

    /** One tier being asked. It ends once: by what the tier says, or without. */
    private final class Question implements Runnable {

        private final Rung rung;

        private final int next;

        private boolean ended;

        private @Nullable Thread thread;

        private @Nullable Cancellable limit;

        Question(Rung rung, int next) {
            this.rung = rung;
            this.next = next;
        }

        void begin(long nanos) {
            synchronized (this) {
                limit = time.schedule(Duration.ofNanos(nanos), () -> {
                    if (leave()) {
                        logger.debug("The tier '" + rung.name() + "' has not answered within its limit");
                        workers.execute(() -> ask(next));
                    }
                });
            }
            workers.execute(this);
        }

        @Override
        public void run() {
            synchronized (this) {
                if (ended) {
                    return;
                }
                thread = Thread.currentThread();
            }
            TierAnswer answer = null;
            try {
                answer = judged(rung.tier().answer(request));
            } catch (Throwable e) {
                // Without its message, which may quote the prompt.
                logger.debug(
                        "The tier '" + rung.name() + "' failed: " + e.getClass().getName());
            }
            if (!returned()) {
                return;
            }
            if (answer != null) {
                end(answer);
            } else {
                ask(next);
            }
        }

        private @Nullable TierAnswer judged(@Nullable DegradedAnswer answer) {
            if (answer == null) {
                return null;
            }
            double quality = answer.quality() == null ? rung.quality() : answer.quality();
            return quality >= minQuality ? new TierAnswer(rung.name(), quality, answer) : null;
        }

        /** Ends the question from without. Returns whether it had not ended. */
        boolean leave() {
            synchronized (this) {
                if (ended) {
                    return false;
                }
                ended = true;
                cancelLimit();
                if (thread != null) {
                    rung.hangs();
                    thread.interrupt();
                }
                return true;
            }
        }

        /** Notes that the tier has returned. Returns whether its answer is still wanted. */
        private boolean returned() {
            synchronized (this) {
                thread = null;
                if (ended) {
                    rung.cameBack();
                    // It was meant for the tier, not for what this thread does next.
                    Thread.interrupted();
                    return false;
                }
                ended = true;
                cancelLimit();
                return true;
            }
        }

        private void cancelLimit() {
            if (limit != null) {
                limit.cancel();
            }
        }
    }
}
