package io.github.llmfailover.execution;

import io.github.llmfailover.AnswerFinish;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.TokenCount;
import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.failure.AnswerEnd;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FinishReason;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.plan.CallPlan;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * What has arrived of one streamed answer, and how much of it has been handed on. Used by one thread at a time.
 *
 * <p>Held back are: everything before the first real content; tool calls until the stream says that it has finished,
 * since a client that is cut off hands over half a call as if it were whole; and, from the finish reason on, always the
 * last chunk with a message, so that it can carry the report. Nothing else waits.
 */
final class StreamTranscript implements UsageEstimates.Arrived {

    /** What comes before the first content is a handful of lifecycle chunks; a stream of nothing else must not fill memory. */
    private static final int MAX_HELD_BACK = 256;

    private final Attempt attempt;

    private final boolean refusalsAreAnswers;

    private final DeliveredAnswer delivered;

    /** {@code null} where the answer begins with this attempt. */
    private final @Nullable Join join;

    private final ArrayDeque<ChatResponse> heldBack = new ArrayDeque<>(2);

    private final CallPlan plan;

    private final String restartText;

    private Map<String, Object> keys = Map.of();

    /** What others have reported for the parts of the answer that came before. */
    private TokenCount earlierParts = TokenCount.ZERO;

    private boolean begun;

    private boolean content;

    private boolean committed;

    private boolean beaten;

    private boolean toolCalls;

    private boolean refusal;

    private boolean empty = true;

    private FinishReason finishReason = FinishReason.NONE;

    private @Nullable String model;

    private TokenUsage reported = TokenUsage.NONE;

    /** What arrived of an attempt to carry on, before the seam took away what the caller has; {@code null} of any other. */
    private final @Nullable StringBuilder arrived;

    private int chars;

    private int reasoningChars;

    /**
     * Creates an empty transcript.
     *
     * @param plan the call's plan
     * @param attempt the attempt whose answer it is
     * @param delivered what the subscriber has received, of this attempt and of those before
     * @param restartText the text of the chunk that tells of a restart
     */
    StreamTranscript(CallPlan plan, Attempt attempt, DeliveredAnswer delivered, String restartText) {
        this.plan = plan;
        this.attempt = attempt;
        this.restartText = restartText;
        this.refusalsAreAnswers = plan.refusalsAreAnswers();
        this.delivered = delivered;
        this.join = attempt.continuation() == null ? null : new Join(attempt.continuation(), delivered.text());
        this.arrived = join == null ? null : new StringBuilder();
    }

    void begin() {
        keys = ServedMetadata.keys(attempt.member().name(), attempt.requestedModel(), attempt.failedOver());
    }

    /**
     * Takes a chunk, and hands on what need not be held back.
     *
     * @param chunk the chunk
     * @param delivery where chunks go
     * @return how many chunks were handed on
     */
    int accept(ChatResponse chunk, Delivery delivery) {
        empty = false;
        begun = begun || Answers.hasContent(chunk);
        count(chunk);
        ChatResponse joined = join == null ? chunk : join.accept(chunk);
        note(joined);
        if (heldBack.size() < MAX_HELD_BACK || content) {
            heldBack.add(joined);
        }
        if (!content || (toolCalls && finishReason == FinishReason.NONE)) {
            return 0;
        }
        if (!committed) {
            if (!plan.firstToken(attempt)) {
                beaten = true;
                return 0;
            }
            commit(delivery);
        }
        int kept = finishReason == FinishReason.NONE ? 0 : sizeOfEnd();
        int handedOn = 0;
        while (heldBack.size() > kept) {
            deliver(heldBack.remove(), keys, delivery);
            handedOn++;
        }
        return handedOn;
    }

    /**
     * Notes that nothing more comes, so that what the seam held back for want of certainty is decided. Hands on all but the
     * last chunk, so that the report which that one carries can tell of the rest.
     */
    void end(Delivery delivery) {
        if (join != null) {
            ChatResponse rest = join.finish();
            if (rest != null) {
                heldBack.addFirst(rest);
            }
            if (join.isRefused()) {
                return;
            }
            // Where there was nothing left to say, the answer was whole but for its end.
            content = true;
        }
        if (!committed) {
            commit(delivery);
        }
        int end = sizeOfEnd();
        while (heldBack.size() > end) {
            deliver(heldBack.remove(), keys, delivery);
        }
        heldBack.forEach(chunk -> attempt.delivers(Answers.chars(chunk)));
    }

    /** Whether this attempt was to carry on and what it says does not join, so that nothing of it may be handed on. */
    boolean doesNotJoin() {
        return join != null && join.isRefused();
    }

    /** Hands on the last chunk, with the report. */
    void deliverEnd(FailoverReport report, Delivery delivery) {
        Map<String, Object> reported = ServedMetadata.keys(report);
        while (!heldBack.isEmpty()) {
            handOver(signed(heldBack.remove(), report), reported, delivery);
        }
    }

    /** Whether another provider, asked at the same time, was quicker, so that nothing of this answer is handed on. */
    boolean isBeaten() {
        return beaten;
    }

    /** Returns what is wrong with an answer that has ended without an error; {@code null} where nothing is. */
    @Nullable
    Failure flaw() {
        return empty
                ? Failure.of(FailureKind.MALFORMED)
                : AnswerCheck.flawOf(new AnswerEnd(finishReason, true, begun, toolCalls, refusal), refusalsAreAnswers);
    }

    /** Whether the answer is whole, whatever may still come. */
    boolean isComplete() {
        return finishReason != FinishReason.NONE && flaw() == null;
    }

    boolean isEmpty() {
        return empty;
    }

    /** Whether the provider has begun to answer, be it that nothing of it could be handed on yet. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether something has been handed to the caller. */
    boolean isCommitted() {
        return committed;
    }

    @Nullable
    String model() {
        return model;
    }

    /**
     * Returns what the answer took so far.
     *
     * @param estimates counts what was not reported
     * @param sent what was sent
     */
    TokenUsage usage(UsageEstimates estimates, @Nullable Prompt sent) {
        return isCounted() ? estimates.complete(reported, sent, this) : reported;
    }

    /** The same for another thread than the one that delivers, which may be in the middle of a chunk: only roughly. */
    TokenUsage roughUsage(UsageEstimates estimates, @Nullable Prompt sent) {
        int length = chars + reasoningChars;
        return isCounted() ? estimates.complete(reported, sent, new ArrivedText(false, "", length)) : reported;
    }

    /** Of a provider that has not begun to answer nobody knows whether it has read the prompt. */
    private boolean isCounted() {
        return begun || finishReason != FinishReason.NONE;
    }

    @Override
    public boolean whole() {
        return finishReason != FinishReason.NONE;
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        if (arrived != null) {
            text.append(arrived);
        } else if (committed) {
            text.append(delivered.text());
        }
        for (ChatResponse chunk : heldBack) {
            if (arrived == null) {
                text.append(Answers.text(chunk.getResults()));
            }
            Answers.appendToolCalls(chunk, text);
        }
        return text.toString();
    }

    @Override
    public long reasoningChars() {
        return reasoningChars;
    }

    /** Tells the attempt how the answer ended, where it did. */
    void noteFinish() {
        AnswerFinish finish = Answers.finish(finishReason, toolCalls);
        if (finish != null) {
            attempt.finished(finish, refusal || finishReason == FinishReason.FILTERED);
        }
    }

    /** Whether the whole of what the caller has was written by this attempt. */
    boolean wroteAll() {
        return join == null || join.isRestart();
    }

    private void commit(Delivery delivery) {
        committed = true;
        if (join == null) {
            return;
        }
        if (join.isRestart()) {
            plan.restarted();
            delivered.restart();
            Map<String, Object> marker = new HashMap<>(keys);
            marker.put(FailoverReport.RESTARTED, true);
            ChatResponse chunk = new ChatResponse(List.of(new Generation(new AssistantMessage(restartText))));
            delivery.next(new ChatResponse(chunk.getResults(), new ServedMetadata(chunk.getMetadata(), marker)));
        } else {
            earlierParts = plan.tokensOfEarlierParts();
        }
    }

    private void note(ChatResponse chunk) {
        content = content || Answers.hasContent(chunk);
        toolCalls = toolCalls || Answers.hasToolCalls(chunk);
        refusal = refusal || Answers.hasRefusal(chunk);
        FinishReason reason = FinishReason.of(chunk);
        if (reason != FinishReason.NONE) {
            finishReason = reason;
        }
        if (model == null) {
            model = Answers.model(chunk);
        }
        TokenUsage usage = ReportedUsage.of(chunk.getMetadata().getUsage());
        if (usage != TokenUsage.NONE) {
            reported = reported.max(usage);
        }
    }

    private void count(ChatResponse chunk) {
        chars += Answers.chars(chunk);
        reasoningChars += Answers.reasoningChars(chunk);
        if (arrived != null && arrived.length() < DeliveredAnswer.MAX_CHARS) {
            arrived.append(Answers.text(chunk.getResults()));
        }
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
        attempt.delivers(Answers.chars(chunk));
        handOver(chunk, metadata, delivery);
    }

    private void handOver(ChatResponse chunk, Map<String, Object> metadata, Delivery delivery) {
        delivered.add(chunk);
        delivery.next(
                new ChatResponse(chunk.getResults(), new ServedMetadata(chunk.getMetadata(), metadata, earlierParts)));
    }

    /** One part is enough: where the parts are put together, their messages' metadata are too. */
    private ChatResponse signed(ChatResponse chunk, FailoverReport report) {
        return new ChatResponse(
                ServedAnswer.writtenBy(attempt.member().name(), chunk.getResults(), report), chunk.getMetadata());
    }
}
