package io.github.llmfailover.plan;

import org.jspecify.annotations.Nullable;

/**
 * The two requests of one call that are under way at the same time. The first to commit serves the call; the other one is
 * beaten, whatever still comes of it.
 */
final class Hedge {

    private final Attempt first;

    private final Attempt second;

    private @Nullable Attempt serving;

    Hedge(Attempt first, Attempt second) {
        this.first = first;
        this.second = second;
    }

    Attempt first() {
        return first;
    }

    Attempt second() {
        return second;
    }

    /** Claims the call for one of the two. Returns whether it is that one's, now or already; later ones have no rival. */
    boolean claims(Attempt attempt) {
        if (attempt != first && attempt != second) {
            return true;
        }
        if (serving == null) {
            serving = attempt;
        }
        return serving == attempt;
    }

    boolean isWonBy(Attempt attempt) {
        return serving == attempt && attempt == second;
    }

    boolean isBeaten(Attempt attempt) {
        return serving != null && serving != attempt && (attempt == first || attempt == second);
    }

    /** Whether, beside this one, the other is still under way. */
    boolean goesOnWithout(Attempt attempt) {
        return (attempt == first ? second : first).isUnderWay();
    }
}
