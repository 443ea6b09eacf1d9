package io.github.llmfailover.failure;

/**
 * How much of a provider a failure tells about, where the caller chose the model. A model that callers name may be
 * overloaded, or have used up its own quota, while everything else at the provider is well.
 */
public enum FailureScope {

    /** The provider as a whole: whichever model had been asked for, it would have been the same. */
    PROVIDER,

    /** The model that was asked for; nothing is known of the others. */
    MODEL;

    /** Returns how much a failure of this kind tells about. */
    public static FailureScope of(FailureKind kind) {
        return switch (kind) {
            case QUOTA_EXHAUSTED, AUTHENTICATION, CONNECTION -> PROVIDER;
            // What is not known is not held against more than was asked for.
            default -> MODEL;
        };
    }
}
