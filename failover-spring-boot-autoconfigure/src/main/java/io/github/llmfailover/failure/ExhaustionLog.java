package io.github.llmfailover.failure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Says that something of ours is used up, and what cures it; for each cure once in ten minutes at most. */
final class ExhaustionLog {

    private static final Log logger = LogFactory.getLog(FailureClassifiers.class);

    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final InstantSource clock;

    /** One entry for each cure, of which there are a handful. */
    private final Map<String, Instant> silentUntil = new ConcurrentHashMap<>();

    ExhaustionLog(InstantSource clock) {
        this.clock = clock;
    }

    void note(Throwable error) {
        String cure = LocalExhaustion.cure(error);
        Instant now = clock.instant();
        Instant next = now.plus(SILENCE);
        if (silentUntil.merge(cure, next, (until, mine) -> now.isBefore(until) ? until : mine) == next) {
            logger.warn("A request did not leave this application, which had no connection or thread left for it ("
                    + Causes.root(error).getClass().getName() + "). No provider is blamed. To cure it, " + cure + ".");
        }
    }
}
