package io.github.llmfailover.actuate;

import io.github.llmfailover.DrillReport;
import org.jspecify.annotations.Nullable;

/** What the endpoint wants of drills. */
public interface Drills {

    /** Where there are none to be had. */
    Drills NONE = new Drills() {
        @Override
        public @Nullable DrillReport last() {
            return null;
        }

        @Override
        public @Nullable DrillReport run(@Nullable String only, @Nullable String by) {
            return null;
        }
    };

    /** Returns the result of the last drill; {@code null} where there was none. */
    @Nullable
    DrillReport last();

    /**
     * Makes a drill and waits for its end, which comes in a bounded time.
     *
     * @param only the provider to be drilled, which exists; {@code null} for all
     * @param by who wants it; {@code null} where nobody is authenticated
     * @return its result; {@code null} where another one is under way
     */
    @Nullable
    DrillReport run(@Nullable String only, @Nullable String by);
}
