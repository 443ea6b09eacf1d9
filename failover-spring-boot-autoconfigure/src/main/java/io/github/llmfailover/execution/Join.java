package io.github.llmfailover.execution;

import io.github.llmfailover.plan.Continuation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;

/**
 * Passes the chunks of an attempt to carry on through the {@link Seam}, so that what follows joins what the subscriber
 * has. A fresh answer that begins with the same words joins too; one that does not makes a restart of it.
 */
final class Join {

    private final Continuation continuation;

    private final Seam seam;

    private boolean restarted;

    Join(Continuation continuation, String delivered) {
        this.continuation = continuation;
        this.seam = Seam.of(
                switch (continuation) {
                    case PREFILL -> Seam.Kind.PREFILL;
                    case INSTRUCTED -> Seam.Kind.INSTRUCTED;
                    case RESTART -> Seam.Kind.RESTART;
                },
                delivered);
    }

    /** Returns the chunk with that part of its text which may be handed on; what is held back comes with a later one. */
    ChatResponse accept(ChatResponse chunk) {
        Generation generation = chunk.getResult();
        if (restarted || generation == null || Answers.isReasoning(generation.getOutput())) {
            return chunk;
        }
        String text = generation.getOutput().getText();
        return StringUtils.hasLength(text) ? withText(chunk, joined(seam.accept(text))) : chunk;
    }

    /** The answer has ended: returns a chunk with the text that was still held back; {@code null} where there is none. */
    @Nullable
    ChatResponse finish() {
        if (restarted) {
            return null;
        }
        String rest = joined(seam.finish());
        return rest.isEmpty() ? null : new ChatResponse(List.of(new Generation(new AssistantMessage(rest))));
    }

    /** Whether the answer begins anew, so that what the subscriber has is void. */
    boolean isRestart() {
        return restarted;
    }

    /** Whether nothing of this attempt may be handed on. */
    boolean isRefused() {
        return !restarted && seam.isRefused();
    }

    private String joined(String text) {
        if (continuation == Continuation.RESTART && seam.isRefused()) {
            restarted = true;
            return seam.takeHeld();
        }
        return text;
    }

    private static ChatResponse withText(ChatResponse chunk, String text) {
        List<Generation> generations = new ArrayList<>(chunk.getResults());
        Generation first = generations.get(0);
        AssistantMessage message = first.getOutput();
        AssistantMessage replaced = AssistantMessage.builder()
                .content(text)
                .properties(message.getMetadata())
                .toolCalls(message.getToolCalls())
                .media(message.getMedia())
                .build();
        generations.set(0, new Generation(replaced, first.getMetadata()));
        return new ChatResponse(generations, chunk.getMetadata());
    }
}
