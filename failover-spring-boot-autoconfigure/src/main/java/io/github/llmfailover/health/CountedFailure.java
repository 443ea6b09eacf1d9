package io.github.llmfailover.health;

import io.github.llmfailover.failure.FailureKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a circuit breaker, and whoever listens to its events, gets to see of a provider's failure: the kind alone. What
 * a client library throws may quote what the provider sent back, and the breaker would log it.
 */
public final class CountedFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Map<FailureKind, CountedFailure> BY_KIND = new EnumMap<>(FailureKind.class);

    static {
        for (FailureKind kind : FailureKind.values()) {
            BY_KIND.put(kind, new CountedFailure(kind));
        }
    }

    private final FailureKind kind;

    private CountedFailure(FailureKind kind) {
        super(kind.name(), null, false, false);
        this.kind = kind;
    }

    static CountedFailure of(FailureKind kind) {
        CountedFailure failure = BY_KIND.get(kind);
        if (failure == null) {
            throw new IllegalStateException("No counted failure for " + kind);
        }
        return failure;
    }

    /** Returns how the provider failed. */
    public FailureKind kind() {
        return kind;
    }
}
