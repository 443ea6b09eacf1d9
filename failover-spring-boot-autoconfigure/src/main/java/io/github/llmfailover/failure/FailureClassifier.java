package io.github.llmfailover.failure;

import org.jspecify.annotations.Nullable;

/**
 * Understands what one client library throws. Beans of this type are asked before the built-in rules, in their order;
 * the first that returns a failure decides. An exception that one throws is logged by its class, and the next is asked.
 */
@FunctionalInterface
public interface FailureClassifier {

    /**
     * Classifies an error of a provider's client.
     *
     * @param error what the client threw or signalled, without the wrappers that executors and reactive operators add
     * @return the failure, or {@code null} where this classifier has nothing to say
     */
    @Nullable
    Failure classify(Throwable error);
}
