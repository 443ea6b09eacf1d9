package io.github.llmfailover.simulation;

import io.github.llmfailover.health.BreakerSettings;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches the circuit breaker of one provider from outside, by Resilience4j's own events, and counts for itself: states
 * as generations, test requests under way, and how long the breaker has to stay open.
 */
final class BreakerWatch {

    /** A change of state, for people to read. */
    record Change(double atSeconds, StateTransition transition) {}

    private static final int CHANGES_KEPT = 200;

    private final CircuitBreaker breaker;

    private final BreakerSettings settings;

    private final VirtualTime time;

    private final List<Change> changes = new ArrayList<>();

    private @Nullable Request ending;

    private int generation;

    private int halfOpenUnderWay;

    /** What the breaker measures the half-open period by; it has a new one where the period begins anew. */
    private @Nullable Metrics period;

    private int openingsInARow;

    private long openedAt = -1;

    int openings;

    long firstOpenedAt = -1;

    int mostHalfOpen;

    int lateTransitions;

    int tooSoon;

    BreakerWatch(CircuitBreaker breaker, BreakerSettings settings, VirtualTime time) {
        this.breaker = breaker;
        this.settings = settings;
        this.time = time;
        breaker.getEventPublisher().onStateTransition(event -> changed(event.getStateTransition()));
    }

    State state() {
        return breaker.getState();
    }

    int generation() {
        return generation;
    }

    List<Change> changes() {
        return changes;
    }

    /** From here on, until it has {@link #ended}, whatever closes or opens the breaker is this request's doing. */
    void ends(Request request) {
        ending = request;
    }

    void ended() {
        ending = null;
    }

    /** Call before a request takes note of the generation. Tests that take too long give way to new ones, in a new period. */
    void halfOpenBegan() {
        Metrics now = breaker.getMetrics();
        if (period != now) {
            if (period != null && halfOpenUnderWay > 0) {
                generation++;
                halfOpenUnderWay = 0;
            }
            period = now;
        }
        mostHalfOpen = Math.max(mostHalfOpen, ++halfOpenUnderWay);
    }

    void halfOpenEnded(int began) {
        if (began == generation) {
            halfOpenUnderWay--;
        }
    }

    private void changed(StateTransition transition) {
        long now = time.elapsed().toNanos();
        State from = transition.getFromState();
        State to = transition.getToState();
        Request cause = ending;
        if (changes.size() < CHANGES_KEPT) {
            changes.add(new Change(now / 1e9, transition));
        }
        if (from == State.CLOSED && to == State.CLOSED) {
            // A window that begins anew after a silence: the same state.
            return;
        }
        boolean byOutcome = (to == State.OPEN || to == State.CLOSED) && from != State.FORCED_OPEN;
        if (byOutcome && cause != null && cause.generation() != generation) {
            lateTransitions++;
        }
        generation++;
        halfOpenUnderWay = 0;
        period = null;
        if (from == State.OPEN && now - openedAt < leastOpen()) {
            tooSoon++;
        }
        if (to == State.OPEN) {
            opened(now);
        } else if (to == State.CLOSED) {
            openingsInARow = 0;
        }
    }

    private void opened(long now) {
        if (openedAt >= 0 && now - openedAt < settings.openDuration().toNanos()) {
            tooSoon++;
        }
        openings++;
        openingsInARow++;
        openedAt = now;
        if (firstOpenedAt < 0) {
            firstOpenedAt = now;
        }
    }

    /** The first time as configured; later a multiple of it, up to the longest, less a quarter at most. */
    private double leastOpen() {
        double first = settings.openDuration().toNanos();
        if (openingsInARow <= 1) {
            return first;
        }
        double grown = first * Math.pow(settings.openDurationMultiplier(), openingsInARow - 1.0);
        // Open times are whole milliseconds.
        return Math.max(first, 0.75 * Math.min(grown, settings.maxOpenDuration().toNanos()) - 1e6);
    }
}
