package io.github.llmfailover.degradation;

import io.github.llmfailover.DegradedAnswer;
import io.github.llmfailover.DegradedAnswerTier;
import io.github.llmfailover.UnservedRequest;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The last good answer to the same request. */
public final class CachedAnswers implements AnswerKeeper {

    private final AnswerStore store;

    private final Duration maxAge;

    private final TimeSource time;

    /**
     * Creates the keeper.
     *
     * @param store where the answers are
     * @param maxAge how old an answer may be, whatever the store says
     * @param time the time source
     */
    public CachedAnswers(AnswerStore store, Duration maxAge, TimeSource time) {
        this.store = store;
        this.maxAge = maxAge;
        this.time = time;
    }

    @Override
    public void keep(RequestKey key, String text, Instant at) {
        store.put(key.exact(), new KeptAnswer(key.exact(), at, text).written());
    }

    /**
     * Returns the tier that gives the answers again.
     *
     * @param settings its quality and time limit
     * @param recorder whose answers are waited for before one is looked up
     */
    public DegradedAnswerTier tier(TierSettings settings, AnswerRecorder recorder) {
        return new BuiltInTier("cache", DegradedAnswerTier.CACHE_ORDER, settings) {
            @Override
            public @Nullable DegradedAnswer answer(UnservedRequest request) {
                return find(request, recorder);
            }
        };
    }

    private @Nullable DegradedAnswer find(UnservedRequest request, AnswerRecorder recorder) {
        RequestKey key = RequestKey.of(request.chain(), request.scope(), request.prompt());
        if (key == null) {
            return null;
        }
        try {
            recorder.awaitKept();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
        KeptAnswer kept = KeptAnswer.read(key.exact(), store.get(key.exact()));
        return kept == null || isTooOld(kept.at(), maxAge, time)
                ? null
                : new DegradedAnswer(kept.text(), null, kept.at());
    }

    /** A time that lies ahead is another machine's clock, or junk; a little of it is forgiven. */
    static boolean isTooOld(Instant at, Duration maxAge, TimeSource time) {
        Instant now = time.now();
        return at.isBefore(now.minus(maxAge)) || at.isAfter(now.plus(Duration.ofMinutes(5)));
    }
}
