package io.github.llmfailover.degradation;

import io.github.llmfailover.DegradedAnswerTier;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.UnservedRequest;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What may answer when no provider can serve, best first. */
public final class Ladder {

    private final List<Rung> rungs;

    private final double best;

    private final LadderSettings settings;

    private final TimeSource time;

    /**
     * Creates a ladder.
     *
     * @param tiers the tiers, in any order
     * @param settings what bounds the way down
     * @param time the time source
     * @throws IllegalArgumentException where a tier cannot be one, or two have the same name
     */
    public Ladder(List<DegradedAnswerTier> tiers, LadderSettings settings, TimeSource time) {
        this.rungs = tiers.stream()
                .sorted(Comparator.comparingInt(DegradedAnswerTier::getOrder))
                .map(Rung::new)
                .toList();
        this.best = rungs.stream().mapToDouble(Rung::quality).max().orElse(-1);
        this.settings = settings;
        this.time = time;
        Set<String> names = new HashSet<>();
        for (Rung rung : rungs) {
            if (!names.add(rung.name())) {
                throw new IllegalArgumentException("Two tiers of degraded answers are named '" + rung.name()
                        + "'; every tier needs a name of its own.");
            }
        }
    }

    /** Returns the names of the tiers, in order. */
    public List<String> names() {
        return rungs.stream().map(Rung::name).toList();
    }

    /** Returns how long a call waits for a provider to recover before it goes down the ladder. */
    public Duration maxWait() {
        return settings.maxWait();
    }

    /** Whether any tier could be good enough for a request. */
    public boolean mayAnswer(FailoverChatOptions options) {
        return best >= minQuality(options);
    }

    /**
     * Goes down the ladder. Returns at once.
     *
     * @param request what no provider could serve
     * @param left what is left of the call's deadline, in nanoseconds; may be negative
     * @param workers where tiers are asked; they may block
     * @param then told once: the first answer that is good enough, or {@code null}
     * @return the way down, to be given up where nobody wants the answer any more
     */
    public Climb climb(UnservedRequest request, long left, Executor workers, Consumer<@Nullable TierAnswer> then) {
        long most = Math.min(
                settings.timeLimit().toNanos(),
                Math.max(0, left) + settings.grace().toNanos());
        Climb climb = new Climb(rungs, request, minQuality(request.options()), most, workers, time, then);
        climb.begin();
        return climb;
    }

    private double minQuality(FailoverChatOptions options) {
        Double wanted = options.getMinQuality();
        return wanted != null ? wanted : settings.minQuality();
    }
}
