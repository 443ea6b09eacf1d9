package io.github.llmfailover;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A request that no provider could serve.
 *
 * @param chain the chain whose providers failed
 * @param mode how the caller asked
 * @param prompt the caller's prompt, with its options
 * @param scope whom answers to this request may be shared with, as the request, a {@link CacheScopeResolver} or the
 *     configuration says; {@code null} where nobody says, and nothing must be shared then
 * @param failure how the call failed
 */
public record UnservedRequest(
        String chain,
        CallMode mode,
        Prompt prompt,
        @Nullable String scope,
        FailoverException failure) {

    /** Returns the request's options; with nothing set where it has none of this layer's. */
    public FailoverChatOptions options() {
        return FailoverChatOptions.of(prompt.getOptions());
    }

    /** Returns what the user said last; empty where the prompt has no message of a user. */
    public String question() {
        for (int i = prompt.getInstructions().size() - 1; i >= 0; i--) {
            Message message = prompt.getInstructions().get(i);
            if (message.getMessageType() == MessageType.USER) {
                return message.getText() == null ? "" : message.getText();
            }
        }
        return "";
    }

    /** Names chain, mode and failure; never the prompt or whose it is. */
    @Override
    public String toString() {
        return "UnservedRequest[chain=" + chain + ", mode=" + mode + ", failure="
                + failure.getClass().getSimpleName() + "]";
    }
}
