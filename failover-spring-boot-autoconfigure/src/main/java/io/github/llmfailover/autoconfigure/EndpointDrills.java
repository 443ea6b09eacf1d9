package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.DrillReport;
import io.github.llmfailover.actuate.Drills;
import io.github.llmfailover.execution.Driller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Drills as the endpoint wants them: it waits for their end. */
final class EndpointDrills implements Drills {

    private final Driller driller;

    EndpointDrills(Driller driller) {
        this.driller = driller;
    }

    @Override
    public @Nullable DrillReport last() {
        return driller.last();
    }

    @Override
    public @Nullable DrillReport run(@Nullable String only, @Nullable String by) {
        CompletableFuture<DrillReport> drill = driller.begin(only, by);
        if (drill == null) {
            return null;
        }
        try {
            return drill.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Nobody waits for the drill any more; it goes on", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The drill could not be made", e.getCause());
        }
    }
}
