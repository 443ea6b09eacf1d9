package io.github.llmfailover.execution;

import io.github.llmfailover.plan.Delivered;
import java.util.Map;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * What the subscriber of one stream has received, over all attempts. Keeps the text, since going on with an answer takes
 * the whole of it; a stream longer than {@link #MAX_CHARS} characters is kept up to there, and not carried on.
 */
final class DeliveredAnswer {

    static final int MAX_CHARS = 1 << 20;

    private final boolean schema;

    private final StringBuilder text = new StringBuilder();

    private boolean truncated;

    private boolean signedReasoning;

    private boolean toolCalls;

    /**
     * Creates the record of a stream that has delivered nothing.
     *
     * @param schema whether the answer has to match a schema, so that no two models may write it together
     */
    DeliveredAnswer(boolean schema) {
        this.schema = schema;
    }

    void add(ChatResponse chunk) {
        Generation generation = chunk.getResult();
        if (generation == null) {
            return;
        }
        AssistantMessage message = generation.getOutput();
        toolCalls = toolCalls || message.hasToolCalls();
        signedReasoning = signedReasoning || isSigned(message.getMetadata());
        String part = message.getText();
        if (part == null || part.isEmpty() || Answers.isReasoning(message)) {
            return;
        }
        if (text.length() + part.length() > MAX_CHARS) {
            truncated = true;
        } else if (!truncated) {
            text.append(part);
        }
    }

    /** The answer begins anew: what came before is void. */
    void restart() {
        text.setLength(0);
        truncated = false;
        signedReasoning = false;
    }

    String text() {
        return text.toString();
    }

    Delivered delivered() {
        boolean continuable = !schema && !truncated && !signedReasoning && !toolCalls && !isBlank();
        return new Delivered(text(), continuable, toolCalls);
    }

    private boolean isBlank() {
        return text.chars().allMatch(Character::isWhitespace);
    }

    private static boolean isSigned(Map<String, Object> metadata) {
        return metadata.size() > 1 && (metadata.containsKey("signature") || metadata.containsKey("data"));
    }
}
