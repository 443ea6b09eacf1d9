package io.github.llmfailover.benchmarks;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.BaseSubscriber;

/** One answer that is cut after a while, and carried on by a model that repeats its last words, as it is asked to. */
final class InterruptedAnswer {

    private static final int BEFORE_CUT = 40;

    private static final int ALL = 60;

    private static final int REPEATED = 12;

    private static final ChatResponse[] WORDS = IntStream.range(0, ALL)
            .mapToObj(i -> PreparedAnswers.response(" word" + i, "_UNKNOWN", new EmptyUsage()))
            .toArray(ChatResponse[]::new);

    private static final ChatResponse END = PreparedAnswers.response("", "STOP", new DefaultUsage(120, ALL));

    private static final String TEXT =
            IntStream.range(0, ALL).mapToObj(i -> " word" + i).collect(Collectors.joining());

    private final StringBuffer received = new StringBuffer();

    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile @Nullable Throwable failure;

    private @Nullable Subscriber<? super ChatResponse> subscriber;

    private volatile long cutAt;

    private volatile long askedAt;

    private InterruptedAnswer() {}

    /** Asks a model, and receives the answer up to where it may be cut. */
    static InterruptedAnswer to(ChatModel model, CutWire wire) {
        InterruptedAnswer answer = new InterruptedAnswer();
        String question = wire.add(answer);
        model.stream(new Prompt(question))
                .doFinally(end -> wire.remove(question))
                .subscribe(answer.new Reader());
        return answer;
    }

    void begin(Subscriber<? super ChatResponse> subscriber) {
        this.subscriber = subscriber;
        subscriber.onSubscribe(new Unbounded());
        for (int i = 0; i < BEFORE_CUT; i++) {
            subscriber.onNext(WORDS[i]);
        }
    }

    void carryOn(Subscriber<? super ChatResponse> subscriber) {
        askedAt = System.nanoTime();
        subscriber.onSubscribe(new Unbounded());
        for (int i = BEFORE_CUT - REPEATED; i < ALL; i++) {
            subscriber.onNext(WORDS[i]);
        }
        subscriber.onNext(END);
        subscriber.onComplete();
    }

    /** Brings the answer to its end without a cut. */
    void finish() {
        Subscriber<? super ChatResponse> first = Objects.requireNonNull(subscriber);
        for (int i = BEFORE_CUT; i < ALL; i++) {
            first.onNext(WORDS[i]);
        }
        first.onNext(END);
        first.onComplete();
    }

    void cut() {
        cutAt = System.nanoTime();
        Objects.requireNonNull(subscriber).onError(new IOException("Connection reset"));
    }

    /** Waits until the reader has the answer, which must be whole. */
    void awaitWhole() throws InterruptedException {
        if (!ended.await(1, TimeUnit.MINUTES) || failure != null || !TEXT.contentEquals(received)) {
            throw new IllegalStateException("The answer is not whole: " + received, failure);
        }
    }

    long nanosFromCutToRequest() {
        return askedAt - cutAt;
    }

    private final class Reader extends BaseSubscriber<ChatResponse> {

        @Override
        protected void hookOnNext(ChatResponse chunk) {
            for (Generation generation : chunk.getResults()) {
                received.append(generation.getOutput().getText());
            }
        }

        @Override
        protected void hookOnComplete() {
            ended.countDown();
        }

        @Override
        protected void hookOnError(Throwable error) {
            failure = error;
            ended.countDown();
        }
    }

    private static final class Unbounded implements Subscription {

        @Override
        public void request(long n) {
            if (n != Long.MAX_VALUE) {
                throw new IllegalStateException("Only those who ask for everything are served");
            }
        }

        @Override
        public void cancel() {
            // The streams end by themselves.
        }
    }
}
