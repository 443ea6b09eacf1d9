package io.github.llmfailover.observation;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Says at once what is new, and counts what repeats itself: every ten seconds one line tells how often, until ten seconds
 * have passed without. So a storm of failures fills no disk, and no count is lost. Grows with the number of different
 * things that are said, which must be bounded.
 */
public final class RepeatedLines {

    /** How long something that was said is not said again. */
    public static final Duration WINDOW = Duration.ofSeconds(10);

    private static final class Repeats {

        /** Guarded by the map's entry. */
        private long count;

        private final LongConsumer line;

        private Repeats(LongConsumer line) {
            this.line = line;
        }
    }

    private final TimeSource time;

    private final ConcurrentMap<Object, Repeats> said = new ConcurrentHashMap<>();

    /** Creates an account of what is said, by this source of time. */
    public RepeatedLines(TimeSource time) {
        this.time = time;
    }

    /**
     * Says something, or counts it.
     *
     * @param what what is said, of a bounded set
     * @param line writes the line: with 0 the one that is new, otherwise the one that tells how many more there were. It is
     *     kept for as long as the same is said
     * @return whether it was said
     */
    public boolean say(Object what, LongConsumer line) {
        Repeats mine = new Repeats(line);
        Repeats kept = said.compute(what, (key, before) -> {
            if (before == null) {
                return mine;
            }
            before.count++;
            return before;
        });
        if (kept != mine) {
            return false;
        }
        line.accept(0);
        time.schedule(WINDOW, () -> windowEnds(what));
        return true;
    }

    /** Says what has been counted and not yet been said, since nobody will later. */
    public void flush() {
        said.keySet().forEach(this::tell);
    }

    private void windowEnds(Object what) {
        if (tell(what)) {
            time.schedule(WINDOW, () -> windowEnds(what));
        }
    }

    /** Tells how often something was repeated, or forgets it. Returns whether it was. */
    private boolean tell(Object what) {
        Counted counted = new Counted();
        said.computeIfPresent(what, (key, repeats) -> {
            counted.repeats = repeats;
            counted.count = repeats.count;
            repeats.count = 0;
            return counted.count == 0 ? null : repeats;
        });
        Repeats repeats = counted.repeats;
        if (repeats == null || counted.count == 0) {
            return false;
        }
        repeats.line.accept(counted.count);
        return true;
    }

    private static final class Counted {

        private @Nullable Repeats repeats;

        private long count;
    }
}
