package io.github.llmfailover.degradation;

import java.time.Duration;

/**
 * What can be set of every tier.
 *
 * @param quality how good its answers are, from 0 to below 1
 * @param timeLimit how long it may take; positive
 */
public record TierSettings(double quality, Duration timeLimit) {}
