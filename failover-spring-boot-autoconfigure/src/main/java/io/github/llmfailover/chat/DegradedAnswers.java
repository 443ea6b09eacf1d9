package io.github.llmfailover.chat;

import io.github.llmfailover.CacheScopeResolver;
import io.github.llmfailover.degradation.AnswerRecorder;
import io.github.llmfailover.degradation.Ladder;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.time.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * What a model needs to answer where no provider can serve.
 *
 * @param ladder the tiers
 * @param recorder keeps answers for them; {@code null} where none of them needs any
 * @param resolver the application's word on whom answers may be shared with; {@code null} where it has none
 * @param shared whether everybody shares answers where neither a request nor a resolver says otherwise
 * @param workers where tiers are asked
 * @param time the time source
 */
public record DegradedAnswers(
        Ladder ladder,
        @Nullable AnswerRecorder recorder,
        @Nullable CacheScopeResolver resolver,
        boolean shared,
        Workers workers,
        TimeSource time) {}
