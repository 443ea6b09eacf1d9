package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.DrillReport;
import io.github.llmfailover.actuate.Drills;
import io.github.llmfailover.execution.Driller;
import java.util.concurrent.CompletableFuture;
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
        // Not given up where the client goes away: the drill goes on, and ends in a bounded time.
        return drill == null ? null : drill.join();
    }
}
