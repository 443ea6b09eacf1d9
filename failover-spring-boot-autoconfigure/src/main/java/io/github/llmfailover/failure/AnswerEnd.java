package io.github.llmfailover.failure;

import static io.github.llmfailover.failure.FailureKind.CONTENT_FILTERED;
import static io.github.llmfailover.failure.FailureKind.CONTEXT_TOO_LONG;
import static io.github.llmfailover.failure.FailureKind.MALFORMED;
import static io.github.llmfailover.failure.FailureKind.OVERLOADED;
import static io.github.llmfailover.failure.FailureKind.SERVER_ERROR;
import static io.github.llmfailover.failure.FailureKind.STREAM_CUT;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an answer ended that arrived without an exception. Clients let a stream that was cut off, and an empty answer,
 * pass for a success; this tells them apart.
 *
 * @param reason the last finish reason of the answer, {@link FinishReason#NONE} where there was none
 * @param streamed whether the answer was a stream, which ends with a finish reason or is incomplete
 * @param hasContent whether the answer carried text, reasoning or media
 * @param hasToolCalls whether the answer carried at least one whole tool call
 * @param hasRefusal whether the answer carried a refusal beside its text, as OpenAI's do
 */
public record AnswerEnd(
        FinishReason reason, boolean streamed, boolean hasContent, boolean hasToolCalls, boolean hasRefusal) {

    /** Creates the end of an answer. */
    public AnswerEnd {
        Objects.requireNonNull(reason, "An answer without a finish reason has the reason NONE.");
    }

    /**
     * Judges the answer.
     *
     * <ul>
     *   <li>a refusal, or a finish reason that tells of a filter: {@link FailureKind#CONTENT_FILTERED}, also where part
     *       of the answer had come;
     *   <li>a stream that had begun to say something, without a finish reason: {@link FailureKind#STREAM_CUT};
     *   <li>a finish reason that tells of a failure ({@code error}, {@code insufficient_system_resource},
     *       {@code MALFORMED_FUNCTION_CALL}): the kind it stands for;
     *   <li>neither content nor a tool call: {@link FailureKind#MALFORMED}, unless a limit of length, which is the
     *       caller's own, or a pause explains it. A page of HTML with status 200 looks like this to most streams.
     * </ul>
     *
     * @return what went wrong, or {@code null} where the answer is whole
     */
    public @Nullable FailureKind failure() {
        boolean empty = !hasContent && !hasToolCalls;
        if (hasRefusal) {
            return CONTENT_FILTERED;
        }
        return switch (reason) {
            case FILTERED -> CONTENT_FILTERED;
            case OVERLOADED -> OVERLOADED;
            case FAILED -> SERVER_ERROR;
            case MALFORMED -> MALFORMED;
            case NONE -> empty ? MALFORMED : streamed ? STREAM_CUT : null;
            case CONTEXT_FULL -> empty ? CONTEXT_TOO_LONG : null;
            case LENGTH, PAUSED -> null;
            case COMPLETE, TOOL_CALLS, OTHER -> empty ? MALFORMED : null;
        };
    }
}
