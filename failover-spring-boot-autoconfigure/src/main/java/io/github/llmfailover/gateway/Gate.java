package io.github.llmfailover.gateway;

import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.time.TimeSource.Cancellable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Lets in what there is room for, knows what is inside, and shuts when the application closes. */
final class Gate {

    private final Room requests;

    private final Room streams;

    private volatile Duration shutdownTimeout;

    private final TimeSource time;

    private final Set<Ticket> inside = ConcurrentHashMap.newKeySet();

    private volatile boolean shut;

    private volatile @Nullable Runnable whenEmpty;

    Gate(GatewaySettings settings, TimeSource time) {
        this.requests = new Room("requests", settings.maxConcurrentRequests());
        this.streams = new Room("streams", settings.maxConcurrentStreams());
        this.shutdownTimeout = settings.shutdownTimeout();
        this.time = time;
    }

    /** Changes how many may be inside, and how long they may take to leave. Who is inside stays. */
    void reconfigure(GatewaySettings settings) {
        requests.limit = settings.maxConcurrentRequests();
        streams.limit = settings.maxConcurrentStreams();
        shutdownTimeout = settings.shutdownTimeout();
    }

    /** How many there are of one sort, and how many there may be. */
    private static final class Room {

        private final String sort;

        private volatile int limit;

        private final AtomicInteger taken = new AtomicInteger();

        Room(String sort, int limit) {
            this.sort = sort;
            this.limit = limit;
        }
    }

    /** What is let in, until it is closed; closing it again does nothing. */
    final class Ticket implements AutoCloseable {

        private final Room room;

        private final Runnable abort;

        private final AtomicBoolean closed = new AtomicBoolean();

        private Ticket(Room room, Runnable abort) {
            this.room = room;
            this.abort = abort;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                room.taken.decrementAndGet();
                inside.remove(this);
                tellIfEmpty();
            }
        }
    }

    /**
     * Lets a request in.
     *
     * @param abort ends it, where it is still inside when the time to shut down is over
     * @throws Refusal where there is no room, or the gate is shut
     */
    Ticket request(Runnable abort) {
        return enter(requests, abort);
    }

    /**
     * Lets a stream in.
     *
     * @param abort ends it, where it is still inside when the time to shut down is over
     * @throws Refusal where there is no room; a shut gate lets in a stream whose request is inside already
     */
    Ticket stream(Runnable abort) {
        return admit(streams, abort);
    }

    private Ticket enter(Room room, Runnable abort) {
        if (shut) {
            throw Refusal.shuttingDown();
        }
        return admit(room, abort);
    }

    private Ticket admit(Room room, Runnable abort) {
        if (room.taken.incrementAndGet() > room.limit) {
            room.taken.decrementAndGet();
            throw Refusal.tooMany(room.sort, room.limit);
        }
        Ticket ticket = new Ticket(room, abort);
        inside.add(ticket);
        return ticket;
    }

    boolean isShut() {
        return shut;
    }

    /** Returns how many are inside. */
    int inside() {
        return inside.size();
    }

    /**
     * Lets nobody in any more, and those inside finish within the time to shut down.
     *
     * @param then run once, when nobody is inside any more, or when the time is over and all have been aborted
     */
    void shut(Runnable then) {
        AtomicBoolean told = new AtomicBoolean();
        Cancellable[] timer = new Cancellable[1];
        Runnable once = () -> {
            if (told.compareAndSet(false, true)) {
                if (timer[0] != null) {
                    timer[0].cancel();
                }
                then.run();
            }
        };
        whenEmpty = once;
        shut = true;
        if (!inside.isEmpty()) {
            timer[0] = time.schedule(shutdownTimeout, () -> {
                inside.forEach(ticket -> ticket.abort.run());
                once.run();
            });
        }
        tellIfEmpty();
    }

    /** Opens a gate that was shut: a context may be stopped and started again. */
    void open() {
        whenEmpty = null;
        shut = false;
    }

    private void tellIfEmpty() {
        Runnable then = whenEmpty;
        if (then != null && inside.isEmpty()) {
            then.run();
        }
    }
}
