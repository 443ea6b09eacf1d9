package io.github.llmfailover.observation;

/**
 * What a span is told of a failure: its kind, and nothing that a provider or a client said. Tracers record the message and
 * the causes of what they are given, and a provider's answer may quote the prompt or the key.
 */
public final class ObservedFailure extends RuntimeException {

    ObservedFailure(String message) {
        super(message, null, false, false);
    }
}
