package io.github.llmfailover.gateway;

import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.time.TimeSource.Cancellable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Watches one stream by the clock. One timer for each, which runs a few times a minute, and none for each part. */
final class Pulse {

    private final TimeSource time;

    private final long commentNanos;

    private final long readNanos;

    private volatile long sentAt;

    private volatile long dryAt;

    private volatile boolean begun;

    private volatile boolean dry;

    private volatile boolean finished;

    private volatile boolean stopped;

    private volatile @Nullable Cancellable timer;

    Pulse(TimeSource time, Duration comment, Duration read) {
        this.time = time;
        this.commentNanos = comment.toNanos();
        this.readNanos = read.toNanos();
    }

    /**
     * Begins to watch.
     *
     * @param comment run when nothing has been sent for a while
     * @param unread run when what was sent has been left unread for too long
     */
    void start(Runnable comment, Runnable unread) {
        schedule(Math.min(commentNanos, readNanos), comment, unread);
    }

    void stop() {
        stopped = true;
        Cancellable pending = timer;
        if (pending != null) {
            pending.cancel();
        }
    }

    void sent(boolean nothingAskedFor) {
        sentAt = time.nanoTime();
        begun = true;
        if (nothingAskedFor) {
            dryAt = sentAt;
            dry = true;
        }
    }

    void read() {
        if (!finished) {
            dry = false;
        }
    }

    /** All has been handed to the connection, which still has to get rid of it. */
    void finished() {
        finished = true;
        dryAt = time.nanoTime();
        dry = true;
    }

    private void schedule(long nanos, Runnable comment, Runnable unread) {
        timer = time.schedule(Duration.ofNanos(Math.max(nanos, 1_000_000)), () -> beat(comment, unread));
        if (stopped) {
            stop();
        }
    }

    private void beat(Runnable comment, Runnable unread) {
        if (stopped) {
            return;
        }
        long now = time.nanoTime();
        long untilUnread = dry ? readNanos - (now - dryAt) : readNanos;
        if (untilUnread <= 0) {
            unread.run();
            return;
        }
        long untilComment = begun ? commentNanos - (now - sentAt) : commentNanos;
        if (untilComment <= 0) {
            if (!finished) {
                comment.run();
            }
            untilComment = commentNanos;
        }
        schedule(Math.min(untilComment, untilUnread), comment, unread);
    }
}
