package io.github.llmfailover.health;

import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of one provider, and for how long. Over when its time is over, with nobody needed to end it.
 *
 * <p>Each action begins a new epoch. A permit remembers in which epoch it was given, and whatever ends in a later one does
 * not move the provider's state: it began in a world that the operator has changed. The end of a hold's time is no action
 * and begins none. Whether the provider is held and which epoch it is are read at once, so that a permit that was given
 * while an operator acted is from before or from after, and never from both.
 *
 * <p>Read by any thread, and changed by one at a time ({@link OperatorControl} sees to that). Cost on the way of a call: one
 * volatile read.
 */
final class OperatorOverride {

    /** Instead of an epoch, where the provider is held. */
    static final int HELD = -1;

    private record Timed(OperatorHold hold, long untilNanos) {

        boolean isOver(long now) {
            return untilNanos - now <= 0;
        }
    }

    private record Standing(int epoch, @Nullable Timed timed) {

        Standing next(@Nullable Timed following) {
            return new Standing((epoch + 1) & Integer.MAX_VALUE, following);
        }
    }

    private volatile Standing standing = new Standing(0, null);

    /** Returns the epoch for a permit to remember; {@link #HELD} where there is to be no permit. */
    int epochUnlessHeld(long now) {
        Standing current = standing;
        Timed timed = current.timed;
        return timed == null || timed.isOver(now) ? current.epoch : HELD;
    }

    /** Whether no operator has acted since that epoch. */
    boolean isCurrent(int epoch) {
        return standing.epoch == epoch;
    }

    /** Returns the hold that is in force; {@code null} where there is none. */
    @Nullable
    OperatorHold hold(long now) {
        Timed timed = standing.timed;
        return timed == null || timed.isOver(now) ? null : timed.hold;
    }

    /** Returns how long the hold goes on; 0 where there is none. */
    long nanosLeft(long now) {
        Timed timed = standing.timed;
        return timed == null ? 0 : Math.max(0, timed.untilNanos - now);
    }

    /** Whether there is a hold whose time is over and which has not been {@link #lapse taken away}. */
    boolean isOver(long now) {
        Timed timed = standing.timed;
        return timed != null && timed.isOver(now);
    }

    /** Holds the provider. Returns the hold that was there before, over or not; {@code null} where there was none. */
    @Nullable
    OperatorHold hold(OperatorHold hold, long untilNanos) {
        Timed before = standing.timed;
        standing = standing.next(new Timed(hold, untilNanos));
        return before == null ? null : before.hold;
    }

    /** Lets the provider go. */
    void end() {
        standing = standing.next(null);
    }

    /** Takes away a hold whose time is over. Returns it; {@code null} where there is none. */
    @Nullable
    OperatorHold lapse(long now) {
        Standing current = standing;
        Timed timed = current.timed;
        if (timed == null || !timed.isOver(now)) {
            return null;
        }
        standing = new Standing(current.epoch, null);
        return timed.hold;
    }
}
