package io.github.llmfailover;

import io.micrometer.context.ThreadLocalAccessor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry a {@link FailoverDeadline} between threads and Reactor's context. Found by
 * the service loader.
 */
public final class DeadlineAccessor implements ThreadLocalAccessor<Instant> {

    /** Creates the accessor. */
    public DeadlineAccessor() {}

    @Override
    public Object key() {
        return FailoverDeadline.KEY;
    }

    @Override
    public @Nullable Instant getValue() {
        return FailoverDeadline.current();
    }

    @Override
    public void setValue(Instant deadline) {
        FailoverDeadline.set(deadline);
    }

    @Override
    public void setValue() {
        FailoverDeadline.set(null);
    }
}
