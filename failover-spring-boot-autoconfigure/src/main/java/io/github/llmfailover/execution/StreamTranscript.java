package io.github.llmfailover.execution;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.failure.AnswerEnd;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FinishReason;
import io.github.llmfailover.plan.Attempt;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * What has arrived of one streamed answer, and how much of it has been handed on. Used by one thread at a time.
 *
 * <p>Held back are: everything before the first real content; tool calls until the stream says that it has finished,
 * since a client that is cut off hands over half a call as if it were whole; and, from the finish reason on, always the
 * last chunk with a message, so that it can carry the report. Nothing else waits.
 */
final class StreamTranscript {

    /** What comes before the first content is a handful of lifecycle chunks; a stream of nothing else must not fill memory. */
    private static final int MAX_HELD_BACK = 256;

    private final Attempt attempt;

    private final boolean refusalsAreAnswers;

    private final ArrayDeque<ChatResponse> heldBack = new ArrayDeque<>(2);

    private final StringBuilder delivered = new StringBuilder();

    private Map<String, Object> keys = Map.of();

    private boolean content;

    private boolean committed;

    private boolean toolCalls;

    private boolean refusal;

    private boolean empty = true;

    private FinishReason finishReason = FinishReason.NONE;

    private @Nullable String model;

    private long inputTokens;

    private long outputTokens;

    /**
     * Creates an empty transcript.
     *
     * @param attempt the attempt whose answer it is
     * @param refusalsAreAnswers whether the caller gets a refusal as the provider gave it
     */
    StreamTranscript(Attempt attempt, boolean refusalsAreAnswers) {
        this.attempt = attempt;
        this.refusalsAreAnswers = refusalsAreAnswers;
    }

    void begin() {
        keys = ServedMetadata.keys(attempt.member().name(), attempt.requestedModel(), attempt.failedOver());
    }

    /**
     * Takes a chunk, and hands on what need not be held back.
     *
     * @param chunk the chunk
     * @param onCommit run before the first chunk is handed on
     * @param delivery where chunks go
     * @return how many chunks were handed on
     */
    int accept(ChatResponse chunk, Runnable onCommit, Delivery delivery) {
        empty = false;
        note(chunk);
        if (heldBack.size() < MAX_HELD_BACK || content) {
            heldBack.add(chunk);
        }
        if (!content || (toolCalls && finishReason == FinishReason.NONE)) {
            return 0;
        }
        if (!committed) {
            committed = true;
            onCommit.run();
        }
        int kept = finishReason == FinishReason.NONE ? 0 : sizeOfEnd();
        int handedOn = 0;
        while (heldBack.size() > kept) {
            deliver(heldBack.remove(), keys, delivery);
            handedOn++;
        }
        return handedOn;
    }

    /** Hands on what was held back, the last chunk with the report. */
    void deliverRest(FailoverReport report, Delivery delivery) {
        committed = true;
        Map<String, Object> reported = ServedMetadata.keys(report);
        int end = sizeOfEnd();
        while (!heldBack.isEmpty()) {
            boolean isEnd = heldBack.size() <= end;
            ChatResponse chunk = heldBack.remove();
            deliver(isEnd ? signed(chunk, report) : chunk, isEnd ? reported : keys, delivery);
        }
    }

    /** Drops what was held back of an answer that broke: it is not known to be whole. */
    void dropUnfinished() {
        heldBack.clear();
    }

    /** Returns what is wrong with an answer that has ended without an error; {@code null} where nothing is. */
    @Nullable
    Failure flaw() {
        return empty
                ? Failure.of(FailureKind.MALFORMED)
                : AnswerCheck.flawOf(
                        new AnswerEnd(finishReason, true, content, toolCalls, refusal), refusalsAreAnswers);
    }

    /** Whether the answer is whole, whatever may still come. */
    boolean isComplete() {
        return finishReason != FinishReason.NONE && flaw() == null;
    }

    boolean isEmpty() {
        return empty;
    }

    boolean hasContent() {
        return content;
    }

    /** Whether something has been handed to the caller. */
    boolean isCommitted() {
        return committed;
    }

    String deliveredText() {
        return delivered.toString();
    }

    @Nullable
    String model() {
        return model;
    }

    long inputTokens() {
        return inputTokens;
    }

    long outputTokens() {
        return outputTokens;
    }

    private void note(ChatResponse chunk) {
        content = content || Answers.hasContent(chunk);
        toolCalls = toolCalls || Answers.hasToolCalls(chunk);
        refusal = refusal || Answers.hasRefusal(chunk);
        FinishReason reason = Answers.finishReason(chunk);
        if (reason != FinishReason.NONE) {
            finishReason = reason;
        }
        if (model == null) {
            model = Answers.model(chunk);
        }
        inputTokens = Math.max(inputTokens, Answers.inputTokens(chunk));
        outputTokens = Math.max(outputTokens, Answers.outputTokens(chunk));
    }

    /** The last chunk with a message, and those that follow it: some clients send the usage in one without. */
    private int sizeOfEnd() {
        int size = 0;
        for (Iterator<ChatResponse> chunks = heldBack.descendingIterator(); chunks.hasNext(); ) {
            size++;
            if (!chunks.next().getResults().isEmpty()) {
                break;
            }
        }
        return size;
    }

    private void deliver(ChatResponse chunk, Map<String, Object> metadata, Delivery delivery) {
        Generation generation = chunk.getResult();
        if (generation != null && generation.getOutput().getText() != null) {
            delivered.append(generation.getOutput().getText());
        }
        delivery.next(new ChatResponse(chunk.getResults(), new ServedMetadata(chunk.getMetadata(), metadata)));
    }

    /** One part is enough: where the parts are put together, their messages' metadata are too. */
    private ChatResponse signed(ChatResponse chunk, FailoverReport report) {
        return new ChatResponse(
                ServedAnswer.writtenBy(attempt.member().name(), chunk.getResults(), report), chunk.getMetadata());
    }
}
