package io.github.llmfailover.test.wire;

import java.util.List;

/**
 * What a request says, whichever wire it came by.
 *
 * @param model the model that is asked for
 * @param streaming whether the answer is to be streamed
 * @param messages the conversation, the system prompt first where there is one
 * @param tools the names of the tools on offer
 * @param includeUsage whether a stream is to end with its usage
 */
public record WireRequest(
        String model, boolean streaming, List<WireMessage> messages, List<String> tools, boolean includeUsage) {

    /** Copies its lists. */
    public WireRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /** Whether the last message is the assistant's, as a prefix that the model is to continue. */
    public boolean endsWithAssistant() {
        return !messages.isEmpty() && messages.get(messages.size() - 1).role().equals("assistant");
    }

    /** A rough count of the tokens of the prompt, never zero. */
    public int estimatedInputTokens() {
        int characters = 0;
        for (WireMessage message : messages) {
            characters += message.text().length();
        }
        // Four characters to a token, and a few tokens of framing around each message.
        return characters / 4 + 4 * messages.size() + 1;
    }
}
