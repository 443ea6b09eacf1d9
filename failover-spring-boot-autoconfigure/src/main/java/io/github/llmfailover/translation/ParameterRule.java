package io.github.llmfailover.translation;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of one parameter of a request at one provider.
 *
 * @param set what is sent whatever the request asks for, also where it asks for nothing; {@code null} for what it asks
 * @param factor what the requested value is multiplied by; 1 for nothing
 * @param atLeast what is sent where less is requested; {@code null} for no bound
 * @param atMost what is sent where more is requested; {@code null} for no bound
 * @param omitted whether the requested value is not passed on, so that the client's own serves
 */
public record ParameterRule(
        @Nullable Double set,
        double factor,
        @Nullable Double atLeast,
        @Nullable Double atMost,
        boolean omitted) {

    /** A rule that changes nothing. */
    public static final ParameterRule AS_REQUESTED = new ParameterRule(null, 1, null, null, false);

    /**
     * Returns what is sent.
     *
     * @param requested what the request asks for; {@code null} for nothing
     * @return the value; {@code null} for none but the client's own
     */
    @Nullable
    Double applyTo(@Nullable Double requested) {
        if (set != null) {
            return set;
        }
        if (omitted || requested == null) {
            return null;
        }
        double value = requested * factor;
        if (atLeast != null && value < atLeast) {
            value = atLeast;
        }
        if (atMost != null && value > atMost) {
            value = atMost;
        }
        return value;
    }

    /** As {@link #applyTo(Double)}, in whole numbers of at least 1. */
    @Nullable
    Integer applyTo(@Nullable Integer requested) {
        Double value = applyTo(requested == null ? null : Double.valueOf(requested));
        return value == null ? null : (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(value)));
    }
}
