package io.github.llmfailover.health;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests are under way, and may be. */
final class InFlight {

    private volatile int limit;

    private final AtomicInteger count = new AtomicInteger();

    /**
     * Creates a count of none.
     *
     * @param limit how many may be under way; 0 for any number
     */
    InFlight(int limit) {
        this.limit = limit;
    }

    /** Changes how many may be under way; those that are stay. */
    void limit(int changed) {
        limit = changed;
    }

    /** Counts one more, unless that would be too many. */
    boolean enter() {
        int most = limit;
        if (most == 0) {
            count.incrementAndGet();
            return true;
        }
        while (true) {
            int under = count.get();
            if (under >= most) {
                return false;
            }
            if (count.compareAndSet(under, under + 1)) {
                return true;
            }
        }
    }

    /** Counts one more, unless that would leave no room for another one. */
    boolean enterSparing() {
        if (limit == 0) {
            count.incrementAndGet();
            return true;
        }
        while (true) {
            int under = count.get();
            if (under + 1 >= limit) {
                return false;
            }
            if (count.compareAndSet(under, under + 1)) {
                return true;
            }
        }
    }

    /** Counts one more, however many there are. */
    void enterAnyway() {
        count.incrementAndGet();
    }

    void leave() {
        count.decrementAndGet();
    }

    boolean isFull() {
        int most = limit;
        return most > 0 && count.get() >= most;
    }

    int count() {
        return count.get();
    }
}
