package io.github.llmfailover.test;

import io.github.llmfailover.test.server.SimulatorTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What arrived at a simulator, what is still being answered, and what it all cost. */
final class RequestLog {

    private static final Books EMPTY = new Books(0, 0, 0, Map.of());

    private final SimulatorTime time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<RecordedRequest> requests = new ArrayList<>();
    private int openExchanges;
    private Books books = EMPTY;
    private int volume;

    RequestLog(SimulatorTime time) {
        this.time = time;
    }

    void begin(RecordedRequest request) {
        lock.lock();
        try {
            requests.add(request);
            openExchanges++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end(RecordedRequest request) {
        lock.lock();
        try {
            request.setFinished();
            openExchanges--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Which books are open; a bill goes into those that were open when its request arrived, or nowhere. */
    int volume() {
        lock.lock();
        try {
            return volume;
        } finally {
            lock.unlock();
        }
    }

    void bill(int into, String model, int input, int cachedInput, int output) {
        lock.lock();
        try {
            if (into == volume) {
                books = books.plus(model, input, cachedInput, output);
            }
        } finally {
            lock.unlock();
        }
    }

    List<RecordedRequest> requests() {
        lock.lock();
        try {
            return List.copyOf(requests);
        } finally {
            lock.unlock();
        }
    }

    int openExchanges() {
        lock.lock();
        try {
            return openExchanges;
        } finally {
            lock.unlock();
        }
    }

    Books books() {
        lock.lock();
        try {
            return books;
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            requests.clear();
            books = EMPTY;
            volume++;
        } finally {
            lock.unlock();
        }
    }

    RecordedRequest await(int index, Duration timeout) {
        lock.lock();
        try {
            if (!awaitLocked(() -> requests.size() > index, timeout)) {
                throw new IllegalStateException(
                        "Request " + index + " did not arrive within " + timeout + "; there were " + requests.size());
            }
            return requests.get(index);
        } finally {
            lock.unlock();
        }
    }

    void awaitNoOpenExchanges(Duration timeout) {
        lock.lock();
        try {
            if (!awaitLocked(() -> openExchanges == 0, timeout)) {
                throw new IllegalStateException(openExchanges + " exchanges are still open after " + timeout + ": "
                        + requests.stream()
                                .filter(request -> !request.finished())
                                .toList());
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitLocked(BooleanSupplier condition, Duration timeout) {
        long left = SimulatorTime.nanosOf(timeout);
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = time.await(changed, left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the simulator", e);
        }
    }
}
