package io.github.llmfailover.execution;

import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.provider.Provider;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * In which form a provider takes a synthetic request: as a stream unless its client has none, with a limit of tokens
 * unless its model does not know that. What it rejects is learned; asked one after the other.
 */
final class ProbeForm {

    /** Enough for a first token, and no more than a provider takes for little. */
    private static final int MOST_TOKENS = 16;

    private final Provider provider;

    private final String text;

    private volatile boolean streams = true;

    private volatile boolean takesLimit = true;

    ProbeForm(Provider provider, String text) {
        this.provider = provider;
        this.text = text;
    }

    /**
     * A request in the form of the moment.
     *
     * @param prompt in the provider's own terms
     * @param model that is asked for; {@code null} where the client names none
     * @param streamed whether a stream is asked for
     * @param limited whether there is a limit of tokens
     */
    record Request(Prompt prompt, @Nullable String model, boolean streamed, boolean limited) {

        /** Leaves out the prompt. */
        @Override
        public String toString() {
            return "Request[model=" + model + ", streamed=" + streamed + ", limited=" + limited + "]";
        }
    }

    Request next() {
        boolean limited = takesLimit;
        Prompt prompt = provider.promptFor(
                limited
                        ? new Prompt(
                                text,
                                ChatOptions.builder().maxTokens(MOST_TOKENS).build())
                        : new Prompt(text),
                false);
        return new Request(prompt, provider.modelOf(prompt), streams, limited);
    }

    /** Learns from a failure. Returns whether the form was to blame, so that another one is to be tried. */
    boolean learns(Request request, Failure failure) {
        if (request.streamed && failure.cause() instanceof UnsupportedOperationException) {
            streams = false;
            return true;
        }
        if (request.limited && failure.kind().fault() == FailureKind.Fault.REQUEST) {
            // Some models do not know the limit of tokens by the name that the client gives it.
            takesLimit = false;
            return true;
        }
        return false;
    }
}
