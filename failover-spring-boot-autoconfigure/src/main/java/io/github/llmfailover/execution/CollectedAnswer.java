package io.github.llmfailover.execution;

import io.github.llmfailover.FailoverReport;
import io.micrometer.context.ContextSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/** A stream, collected for a thread that waits for the whole of it. */
final class CollectedAnswer extends BaseSubscriber<ChatResponse> {

    private final Context context;

    private final CountDownLatch over = new CountDownLatch(1);

    /** Written by one thread at a time, as signals are, and read after the latch. */
    private final List<ChatResponse> chunks = new ArrayList<>();

    private volatile @Nullable Throwable failure;

    CollectedAnswer(ContextSnapshot caller) {
        this.context = AskedProviders.ofThisThreadInto(caller.updateContext(Context.empty()));
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    protected void hookOnNext(ChatResponse chunk) {
        if (FailoverReport.isRestart(chunk)) {
            chunks.clear();
        } else {
            chunks.add(chunk);
        }
    }

    @Override
    protected void hookOnComplete() {
        over.countDown();
    }

    @Override
    protected void hookOnError(Throwable error) {
        failure = error;
        over.countDown();
    }

    /** Waits for the end of the stream, and returns all of it or throws what it ended in. */
    ChatResponse await() throws InterruptedException {
        over.await();
        Throwable error = failure;
        if (error instanceof RuntimeException exception) {
            throw exception;
        }
        if (error instanceof Error fatal) {
            throw fatal;
        }
        return whole();
    }

    private ChatResponse whole() {
        AtomicReference<ChatResponse> whole = new AtomicReference<>();
        new MessageAggregator()
                .aggregate(Flux.fromIterable(chunks).filter(chunk -> !isReasoning(chunk)), whole::set)
                .subscribe();
        ChatResponse aggregated = Objects.requireNonNull(whole.get());
        FailoverReport report = Objects.requireNonNull(FailoverReport.of(chunks.get(chunks.size() - 1)));
        return new ChatResponse(
                aggregated.getResults(), new ServedMetadata(aggregated.getMetadata(), ServedMetadata.keys(report)));
    }

    /** A call's text is the answer alone; collected as text, the reasoning would stand in front of it. */
    private static boolean isReasoning(ChatResponse chunk) {
        AssistantMessage message =
                chunk.getResult() == null ? null : chunk.getResult().getOutput();
        return message != null && Answers.isReasoning(message);
    }
}
