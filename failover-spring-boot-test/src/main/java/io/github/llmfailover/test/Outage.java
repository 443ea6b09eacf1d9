package io.github.llmfailover.test;

import io.github.llmfailover.test.server.LoopbackServer;
import io.github.llmfailover.test.server.SimulatorTime;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Closes and opens the port as the plan wants it, also when a time of being down is over. */
final class Outage implements AutoCloseable {

    private final LoopbackServer server;
    private final BehaviorPlan plan;
    private final SimulatorTime time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean watched;
    private boolean closed;

    Outage(LoopbackServer server, BehaviorPlan plan, SimulatorTime time) {
        this.server = server;
        this.plan = plan;
        this.time = time;
    }

    /** Looks at the plan again; when this returns, the port is as the plan wants it. */
    void update() {
        lock.lock();
        try {
            apply();
            changed.signalAll();
            if (!watched && server.refusing() && plan.nanosUntilChange() >= 0) {
                watched = true;
                Thread thread = new Thread(this::watch, "simulator-outage");
                thread.setDaemon(true);
                thread.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void apply() {
        if (plan.state().refuses()) {
            server.refuse();
        } else {
            server.accept();
        }
    }

    /** Waits for the end of a time of being down. */
    private void watch() {
        lock.lock();
        try {
            long left = plan.nanosUntilChange();
            while (!closed && left >= 0) {
                time.await(changed, left);
                apply();
                left = plan.nanosUntilChange();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watched = false;
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
