package io.github.llmfailover.simulation;

import io.github.llmfailover.plan.Attempt;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;

/** One request to a simulated provider, from its beginning to its one end. */
final class Request {

    private final Attempt attempt;

    private final SimulatedProvider provider;

    private final int generation;

    private final boolean halfOpen;

    private boolean over;

    Request(Attempt attempt, SimulatedProvider provider) {
        this.attempt = attempt;
        this.provider = provider;
        State state = provider.watch().state();
        this.halfOpen = state == State.HALF_OPEN;
        if (halfOpen) {
            provider.watch().halfOpenBegan();
        }
        // What is asked although the breaker is open belongs to no state of it.
        this.generation = provider.isOut(state) ? -1 : provider.watch().generation();
        provider.underWay(1);
    }

    Attempt attempt() {
        return attempt;
    }

    SimulatedProvider provider() {
        return provider;
    }

    /** Returns the state of the breaker in which it began. */
    int generation() {
        return generation;
    }

    boolean isUnderWay() {
        return !over;
    }

    /** Its exchange has ended. */
    void end() {
        if (over) {
            throw new AssertionError("A request ended twice");
        }
        over = true;
        provider.underWay(-1);
        if (halfOpen) {
            provider.watch().halfOpenEnded(generation);
        }
    }
}
