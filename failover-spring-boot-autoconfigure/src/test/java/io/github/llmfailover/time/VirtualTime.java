package io.github.llmfailover.time;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/**
 * Time that a test moves. Scheduled tasks run on the thread that moves it, in the order of their due times, and each
 * sees the clock at its own due time.
 */
public final class VirtualTime implements TimeSource {

    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    /** Close to overflow, so that a comparison of readings by value instead of by difference fails a test. */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();

    private long elapsed;

    private long sequence;

    @Override
    public synchronized long nanoTime() {
        return START + elapsed;
    }

    @Override
    public synchronized Instant now() {
        return EPOCH.plusNanos(elapsed);
    }

    @Override
    public synchronized Cancellable schedule(Duration delay, Runnable action) {
        Task task = new Task(elapsed + Math.max(0, delay.toNanos()), sequence++, action);
        tasks.add(task);
        return () -> {
            synchronized (VirtualTime.this) {
                tasks.remove(task);
            }
        };
    }

    /** Moves time on, running what falls due on the way. */
    public void advance(Duration by) {
        long until;
        synchronized (this) {
            until = elapsed + by.toNanos();
        }
        while (true) {
            Task due;
            synchronized (this) {
                Task head = tasks.peek();
                if (head == null || head.dueAt > until) {
                    elapsed = until;
                    return;
                }
                tasks.remove();
                elapsed = Math.max(elapsed, head.dueAt);
                due = head;
            }
            due.action.run();
        }
    }

    /** Moves time to the next scheduled task and runs it. Returns whether there was one. */
    public boolean advanceToNextTask() {
        Task due;
        synchronized (this) {
            Task head = tasks.poll();
            if (head == null) {
                return false;
            }
            elapsed = Math.max(elapsed, head.dueAt);
            due = head;
        }
        due.action.run();
        return true;
    }

    /** Returns how many tasks are scheduled. */
    public synchronized int pendingTasks() {
        return tasks.size();
    }

    /** Returns how far time has moved since the start. */
    public synchronized Duration elapsed() {
        return Duration.ofNanos(elapsed);
    }

    private record Task(long dueAt, long order, Runnable action) implements Comparable<Task> {

        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(dueAt, other.dueAt);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
