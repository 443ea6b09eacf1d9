package io.github.llmfailover.test.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer before it is written in the terms of a wire.
 *
 * @param ids makes the identifiers of this answer
 * @param created when it was made
 * @param model the model it claims to come from
 * @param reasoning the reasoning, by token
 * @param text the text, by token
 * @param refused whether the text is a refusal
 * @param toolCalls the tool calls
 * @param finishReason the finish reason as it goes over the wire, null for the one that fits the content
 * @param tokens how many tokens it has, as a stream of it would be sent
 * @param usage the tokens that it reports
 * @param omissions what is left out of it
 * @param content how much content it has
 * @param usageChunk whether a stream ends with its usage where the wire leaves that to the client
 */
public record Reply(
        Ids ids,
        Instant created,
        String model,
        List<String> reasoning,
        List<String> text,
        boolean refused,
        List<ToolCall> toolCalls,
        @Nullable String finishReason,
        int tokens,
        Usage usage,
        List<Omission> omissions,
        Content content,
        boolean usageChunk) {

    /** What can be left out of an answer. */
    public enum Omission {
        /** The reason why it ended. */
        FINISH_REASON,
        /** The tokens that it took. */
        USAGE,
        /** The event that ends a stream. */
        DONE
    }

    /** How much content an answer has. */
    public enum Content {
        /** All of it. */
        FULL,
        /** A valid envelope around an empty text. */
        EMPTY,
        /** An envelope without the place where the content would be. */
        NONE
    }

    /** Copies its lists. */
    public Reply {
        reasoning = List.copyOf(reasoning);
        text = List.copyOf(text);
        toolCalls = List.copyOf(toolCalls);
        omissions = List.copyOf(omissions);
    }

    boolean omits(Omission omission) {
        return omissions.contains(omission);
    }

    String wholeText() {
        return String.join("", text);
    }

    String wholeReasoning() {
        return String.join("", reasoning);
    }

    /** The finish reason of this answer, or null where it is left out. */
    @Nullable
    String finishReason(String stop, String tools, String refusal) {
        if (omits(Omission.FINISH_REASON)) {
            return null;
        }
        if (finishReason != null) {
            return finishReason;
        }
        if (content != Content.FULL) {
            return stop;
        }
        if (refused) {
            return refusal;
        }
        return toolCalls.isEmpty() ? stop : tools;
    }
}
