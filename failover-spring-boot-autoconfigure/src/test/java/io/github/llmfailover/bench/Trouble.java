package io.github.llmfailover.bench;

import io.github.llmfailover.test.Behavior;
import java.time.Duration;

/** How a model treats the requests that it is sent. */
@FunctionalInterface
interface Trouble {

    /**
     * Returns how the next request is treated.
     *
     * @param earlier how many requests there were before it
     * @param since how long ago the first of them came
     */
    Behavior next(int earlier, Duration since);

    static Trouble always(Behavior behavior) {
        return (earlier, since) -> behavior;
    }

    static Trouble once(Behavior behavior) {
        return (earlier, since) -> earlier == 0 ? behavior : Behavior.healthy();
    }

    static Trouble lasting(Duration time, Behavior behavior) {
        return (earlier, since) -> since.compareTo(time) < 0 ? behavior : Behavior.healthy();
    }
}
