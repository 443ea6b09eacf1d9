package io.github.llmfailover.test;

import io.github.llmfailover.test.server.SimulatorTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which behavior the next request meets: the first that is queued, else that of a time of being down, else the standing
 * one. Guarded by its own monitor, held for moments only.
 */
final class BehaviorPlan {

    private final SimulatorTime time;
    private final Deque<Behavior> queue = new ArrayDeque<>();
    private Behavior standing = Behavior.healthy();
    private @Nullable Function<RecordedRequest, Behavior> chosen;
    private @Nullable Behavior down;
    private long downSince;
    private long downNanos;
    private int downRequests;

    BehaviorPlan(SimulatorTime time) {
        this.time = time;
    }

    synchronized void queue(List<Behavior> behaviors) {
        behaviors.forEach(behavior -> rejectRefusal(behavior, "queued"));
        queue.addAll(behaviors);
    }

    synchronized void stand(Behavior behavior) {
        standing = behavior;
        chosen = null;
    }

    synchronized void choose(Function<RecordedRequest, Behavior> behaviors) {
        standing = Behavior.healthy();
        chosen = behaviors;
    }

    synchronized void down(Duration duration, Behavior behavior) {
        down = behavior;
        downSince = time.nanoTime();
        downNanos = SimulatorTime.nanosOf(duration);
        downRequests = Integer.MAX_VALUE;
    }

    synchronized void down(int requests, Behavior behavior) {
        rejectRefusal(behavior, "counted in requests");
        down = behavior;
        downSince = time.nanoTime();
        downNanos = Long.MAX_VALUE;
        downRequests = requests;
    }

    synchronized void heal() {
        queue.clear();
        standing = Behavior.healthy();
        chosen = null;
        down = null;
    }

    /** The behavior of the request that has just arrived. */
    Behavior take(RecordedRequest request) {
        Function<RecordedRequest, Behavior> choice;
        synchronized (this) {
            choice = chosen;
            if (choice == null || !queue.isEmpty() || state() == down) {
                return take();
            }
        }
        // Not under the lock, since a choice may take its time.
        Behavior behavior = choice.apply(request);
        rejectRefusal(behavior, "chosen for a request");
        return behavior;
    }

    private Behavior take() {
        Behavior next = queue.poll();
        if (next != null) {
            return next;
        }
        Behavior state = state();
        if (state == down && downRequests != Integer.MAX_VALUE && --downRequests == 0) {
            down = null;
        }
        return state;
    }

    /** The behavior while nothing is queued, without using it up. */
    synchronized Behavior state() {
        if (down != null && (downRequests <= 0 || time.nanoTime() - downSince >= downNanos)) {
            down = null;
        }
        return down == null ? standing : down;
    }

    /** How long it will be until the state changes by itself, or -1 if it will not. */
    synchronized long nanosUntilChange() {
        if (down == null || downNanos == Long.MAX_VALUE) {
            return -1;
        }
        return Math.max(0, downNanos - (time.nanoTime() - downSince));
    }

    /** The behavior that {@link #take()} would give. */
    synchronized Behavior peek() {
        Behavior next = queue.peek();
        return next == null ? state() : next;
    }

    private static void rejectRefusal(Behavior behavior, String how) {
        if (behavior.refuses()) {
            throw new IllegalArgumentException("refuse() cannot be " + how
                    + ", since no request arrives to use it up: use always(refuse()) or downFor(Duration, refuse())");
        }
    }
}
