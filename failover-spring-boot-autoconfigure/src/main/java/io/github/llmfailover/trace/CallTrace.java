package io.github.llmfailover.trace;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.provider.Provider;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One call, from its plan to its end, which is told exactly once. */
public interface CallTrace extends Traced {

    /** Traces nothing. */
    CallTrace NONE = new NoTrace();

    /**
     * Begins the trace of an attempt.
     *
     * @param provider who is asked
     * @param kind why
     */
    AttemptTrace attemptBegins(Provider provider, AttemptKind kind);

    /**
     * Begins the trace of a wait.
     *
     * @param reason why the call waits
     * @param duration how long it is going to
     */
    WaitTrace waitBegins(WaitReason reason, Duration duration);

    /**
     * Notes the end. Attempts that were beaten by others may end later.
     *
     * @param report how the call was served, or what was tried
     * @param failure what the caller gets instead of an answer; {@code null} where the call was served
     */
    void ended(FailoverReport report, @Nullable Throwable failure);

    /**
     * Notes that the call never began, since there was no making a plan for it.
     *
     * @param failure why
     */
    void aborted(Throwable failure);
}
