package io.github.llmfailover.trace;

import io.github.llmfailover.AttemptReport;
import org.jspecify.annotations.Nullable;

/** One attempt, from when it is decided on to its end, which is told exactly once. */
public interface AttemptTrace extends Traced {

    /** Traces nothing. */
    AttemptTrace NONE = new NoTrace();

    /**
     * Notes what is asked for.
     *
     * @param model the model; {@code null} for the client's own default
     */
    void asks(@Nullable String model);

    /** Notes that the first content has arrived. */
    void firstToken();

    /**
     * Notes the end.
     *
     * @param report what it came to
     * @param model the model that the provider says has answered; {@code null} where it has not said
     */
    void ended(AttemptReport report, @Nullable String model);
}
