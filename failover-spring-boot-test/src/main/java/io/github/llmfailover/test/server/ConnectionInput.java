package io.github.llmfailover.test.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends, and the knowledge whether it is still there.
 *
 * <p>While answers are written without a pause the connection's own thread reads the socket. The first pause hands the
 * socket to a second thread for the rest of the connection's life: it is blocked in a read all the time, so a client
 * that goes away is noticed at once, and the pause that waits for it ends at once.
 */
final class ConnectionInput {

    /** A client that sends more than this ahead of its answers is not read any further. */
    private static final int MOST_PENDING = 1 << 20;

    private final InputStream socket;
    private final Executor threads;
    private final SimulatorTime time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> pending = new ArrayDeque<>();
    private byte[] buffer = new byte[8192];
    private int position;
    private int limit;
    private int pendingBytes;
    private boolean pumped;
    private boolean ended;
    private long releases;

    ConnectionInput(InputStream socket, Executor threads, SimulatorTime time) {
        this.socket = socket;
        this.threads = threads;
        this.time = time;
    }

    /** The next byte, or -1 at the end. */
    int read() throws IOException {
        if (position == limit && !fill()) {
            return -1;
        }
        return buffer[position++] & 0xff;
    }

    /** Reads up to {@code length} bytes; returns how many, or -1 at the end. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (position == limit && !fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = 0;
        if (!pumped) {
            limit = Math.max(0, socket.read(buffer, 0, buffer.length));
            return limit > 0;
        }
        byte[] next = takePending();
        if (next == null) {
            return false;
        }
        buffer = next;
        limit = next.length;
        return true;
    }

    private byte @Nullable [] takePending() throws InterruptedIOException {
        lock.lock();
        try {
            while (pending.isEmpty() && !ended) {
                changed.await();
            }
            byte[] next = pending.poll();
            if (next != null) {
                pendingBytes -= next.length;
                changed.signalAll();
            }
            return next;
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** How often {@link #release} was called. */
    long releases() {
        lock.lock();
        try {
            return releases;
        } finally {
            lock.unlock();
        }
    }

    /** Ends every wait that {@linkplain #awaitRelease can be released}. */
    void release() {
        lock.lock();
        try {
            releases++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the time to pass. */
    void await(long nanos) throws IOException {
        awaitRelease(nanos, Long.MAX_VALUE);
    }

    /**
     * Waits for the time to pass or for a release later than {@code seen}.
     *
     * @throws ClientGoneException as soon as the client goes away
     */
    void awaitRelease(long nanos, long seen) throws IOException {
        startPump();
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !ended && releases <= seen) {
                left = time.await(changed, left);
            }
            if (ended) {
                throw new ClientGoneException("The client closed the connection");
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    private void startPump() throws IOException {
        if (pumped) {
            return;
        }
        pumped = true;
        try {
            threads.execute(this::pump);
        } catch (RejectedExecutionException e) {
            throw new IOException("The server is closed", e);
        }
    }

    private void pump() {
        byte[] chunk = new byte[4096];
        try {
            int count = socket.read(chunk);
            while (count >= 0) {
                keep(Arrays.copyOf(chunk, count));
                count = socket.read(chunk);
            }
        } catch (IOException | InterruptedException e) {
            // A reset is an end like any other: what matters is that nobody is there any more.
        } finally {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void keep(byte[] bytes) throws InterruptedException {
        lock.lock();
        try {
            while (pendingBytes > MOST_PENDING) {
                changed.await();
            }
            pending.add(bytes);
            pendingBytes += bytes.length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("The simulator's thread was interrupted");
    }
}
