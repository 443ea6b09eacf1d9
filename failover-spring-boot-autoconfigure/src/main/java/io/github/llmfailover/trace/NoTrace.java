package io.github.llmfailover.trace;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.provider.Provider;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Traces nothing, and costs nothing. */
final class NoTrace implements CallTrace, AttemptTrace {

    @Override
    public Scope open() {
        return Scope.NONE;
    }

    @Override
    public @Nullable Object contextValue() {
        return null;
    }

    @Override
    public AttemptTrace attemptBegins(Provider provider, AttemptKind kind) {
        return AttemptTrace.NONE;
    }

    @Override
    public WaitTrace waitBegins(WaitReason reason, Duration duration) {
        return WaitTrace.NONE;
    }

    @Override
    public void asks(@Nullable String model) {}

    @Override
    public void firstToken() {}

    @Override
    public void ended(AttemptReport report, @Nullable String model) {}

    @Override
    public void ended(FailoverReport report, @Nullable Throwable failure) {}

    @Override
    public void aborted(Throwable failure) {}
}
