package io.github.llmfailover.plan;

import io.github.llmfailover.FailoverException;

/** What a call does next. Drivers carry it out and tell the plan what came of it. */
public sealed interface Decision {

    /**
     * Make this attempt, and end it with exactly one of the plan's methods.
     *
     * @param attempt who is asked, within which limits
     */
    record Ask(Attempt attempt) implements Decision {}

    /**
     * Wait, then ask the plan again.
     *
     * @param nanos how long; never past the deadline
     */
    record Wait(long nanos) implements Decision {}

    /** Nothing: another attempt of the same call is under way, or has served it. */
    record Hold() implements Decision {}

    /**
     * The call is over; the caller gets this.
     *
     * @param exception what the caller gets
     */
    record Fail(FailoverException exception) implements Decision {}
}
