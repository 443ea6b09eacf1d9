package io.github.llmfailover;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * Fits requests to the provider that is about to be asked, where {@code llm.failover.providers.<name>.adapt} is not enough:
 * a prompt that was tuned to one model is followed less well by another. Declare beans of this type; they are applied one
 * after the other, in the order of {@link org.springframework.core.annotation.Order}.
 *
 * <p>Asked once for each request that is made: each attempt, hedge, continuation and probe. Implementations must be safe
 * for use from any thread and must not block. One that throws is left out of that request, with a warning for the first
 * such request of each provider: an answer to the prompt as it was is worth more than none.
 */
@FunctionalInterface
public interface PromptAdapter {

    /**
     * Adapts a prompt.
     *
     * @param provider the name of the provider, as in {@code llm.failover.chain}
     * @param prompt what would be sent: the caller's messages, and options of the provider's own type, or {@code null}
     *     where those of its client serve as they are
     * @return what to send instead; the same instance where nothing has to change. Messages of tool rounds must stay, or
     *     most providers reject the request
     */
    Prompt adapt(String provider, Prompt prompt);
}
