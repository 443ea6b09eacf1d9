package io.github.llmfailover.degradation;

import io.github.llmfailover.DegradedAnswer;

/**
 * An answer, and where it came from.
 *
 * @param tier the name of the tier
 * @param quality how good it is
 * @param answer what it says
 */
public record TierAnswer(String tier, double quality, DegradedAnswer answer) {}
