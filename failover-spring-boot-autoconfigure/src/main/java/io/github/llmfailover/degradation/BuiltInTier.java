package io.github.llmfailover.degradation;

import io.github.llmfailover.DegradedAnswerTier;
import java.time.Duration;

/** A tier that can be configured. */
abstract class BuiltInTier implements DegradedAnswerTier {

    private final String name;

    private final int order;

    private final TierSettings settings;

    BuiltInTier(String name, int order, TierSettings settings) {
        this.name = name;
        this.order = order;
        this.settings = settings;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double quality() {
        return settings.quality();
    }

    @Override
    public Duration timeLimit() {
        return settings.timeLimit();
    }

    @Override
    public int getOrder() {
        return order;
    }
}
