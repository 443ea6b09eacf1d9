package io.github.llmfailover.execution;

import io.github.llmfailover.plan.Continuation;
import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;

/** Puts to a model that it is to go on with an answer that another one began. The caller's own messages all stay. */
final class ContinuationPrompt {

    private static final String ANCHOR = "{anchor}";

    private ContinuationPrompt() {}

    /**
     * Makes the prompt.
     *
     * @param request the caller's prompt
     * @param continuation how to ask
     * @param delivered what the caller has of the answer
     * @param instruction what a model is told that has to be told in words
     */
    static Prompt of(Prompt request, Continuation continuation, String delivered, String instruction) {
        return switch (continuation) {
            case RESTART -> request;
            // Anthropic refuses a last message that ends in white space.
            case PREFILL -> with(request, new AssistantMessage(delivered.stripTrailing()));
            case INSTRUCTED ->
                with(
                        request,
                        new AssistantMessage(delivered),
                        new UserMessage(instruction.replace(ANCHOR, Seam.anchorOf(delivered))));
        };
    }

    private static Prompt with(Prompt request, Message... messages) {
        List<Message> all = new ArrayList<>(request.getInstructions());
        all.addAll(List.of(messages));
        return new Prompt(all, request.getOptions());
    }
}
