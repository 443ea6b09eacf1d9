package io.github.llmfailover.cost;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Time that passes where the scenario says so. */
final class MovedTime implements TimeSource {

    private record Task(long at, long number, Runnable what) implements Comparable<Task> {

        @Override
        public int compareTo(Task other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();

    private long nanos;

    private long scheduled;

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public synchronized Cancellable schedule(Duration delay, Runnable task) {
        Task added = new Task(nanos + Math.max(0, delay.toNanos()), scheduled++, task);
        tasks.add(added);
        return () -> {
            synchronized (this) {
                tasks.remove(added);
            }
        };
    }

    /** Lets time pass, and runs what has become due. */
    void pass(Duration time) {
        List<Task> due = new ArrayList<>();
        synchronized (this) {
            nanos += time.toNanos();
            while (!tasks.isEmpty() && tasks.element().at <= nanos) {
                due.add(tasks.remove());
            }
        }
        due.forEach(task -> task.what.run());
    }
}
