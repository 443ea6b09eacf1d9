package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.StreamInterruptedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Streams of clients that do not keep to the rules, and subscribers that do not either. */
@Timeout(60)
class OwnClientStreamTest {

    private static final Prompt PROMPT = new Prompt("Hello.");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Prompt FAILING_ON_INTERRUPTION = new Prompt(
            "Hello.",
            FailoverChatOptions.builder().onInterruption(OnInterruption.FAIL).build());

    private static String ask(FakeChain chain) {
        return text(chain.model().stream(PROMPT));
    }

    private static String text(Flux<ChatResponse> stream) {
        return stream.filter(chunk -> chunk.getResult() != null)
                .map(chunk -> chunk.getResult().getOutput().getText())
                .collect(Collectors.joining())
                .block(PATIENCE);
    }

    static Stream<Supplier<@Nullable Flux<ChatResponse>>> brokenStreams() {
        return Stream.of(
                () -> {
                    throw new IllegalStateException("test");
                },
                () -> {
                    throw new AssertionError("test");
                },
                () -> {
                    throw new NoClassDefFoundError("test");
                },
                () -> null,
                Flux::empty,
                () -> Flux.error(new IllegalStateException("test")),
                () -> Flux.error(new NoClassDefFoundError("test")),
                () -> Flux.just(new ChatResponse(List.of())),
                () -> Flux.just(new ChatResponse(List.of()), FakeModel.part("")),
                () -> Flux.just(new ChatResponse(List.of(new Generation(null))), FakeModel.part("never seen")));
    }

    @ParameterizedTest
    @MethodSource("brokenStreams")
    void clientBreaks_nextAnswers(Supplier<@Nullable Flux<ChatResponse>> broken) {
        try (FakeChain chain = new FakeChain(FakeModel.streaming(broken), FakeModel.answering("next"))) {
            assertThat(ask(chain)).isEqualTo("next");

            chain.assertNoPermitLeft();
            assertThat(chain.health("a").failed()).isEqualTo(1);
        }
    }

    @Test
    void clientThatCannotStream_nextAnswers() {
        try (FakeChain chain = new FakeChain(prompt -> FakeModel.whole("call"), FakeModel.answering("next"))) {
            assertThat(ask(chain)).isEqualTo("next");
        }
    }

    @Test
    void clientBreaksAfterItsFirstToken_callerGetsThePartialText() {
        ChatResponse unreadable = new ChatResponse(List.of(new Generation(null)));
        try (FakeChain chain = new FakeChain(
                FakeModel.streaming(() -> Flux.just(FakeModel.part("One "), unreadable, FakeModel.last())),
                FakeModel.answering("next"))) {
            assertThatThrownBy(() -> text(chain.model().stream(FAILING_ON_INTERRUPTION)))
                    .isInstanceOfSatisfying(StreamInterruptedException.class, broken -> assertThat(broken.partialText())
                            .isEqualTo("One "));
            chain.assertNoPermitLeft();
        }
    }

    static Stream<Supplier<@Nullable Flux<ChatResponse>>> fatalStreams() {
        return Stream.of(
                () -> {
                    throw new StackOverflowError("test");
                },
                () -> Flux.error(new OutOfMemoryError("test")),
                () -> Flux.defer(() -> {
                    throw new InternalError("test");
                }));
    }

    @ParameterizedTest
    @MethodSource("fatalStreams")
    void clientFailsFatally_subscriberGetsIt_nobodyIsBlamed(Supplier<@Nullable Flux<ChatResponse>> fatal) {
        try (FakeChain chain = new FakeChain(FakeModel.streaming(fatal), FakeModel.answering("next"))) {
            assertThatThrownBy(() -> ask(chain)).isInstanceOf(VirtualMachineError.class);

            chain.assertNobodyBlamed();
        }
    }

    /** The second provider is asked on a thread of ours, where nobody would hear what is thrown. */
    @ParameterizedTest
    @MethodSource("fatalStreams")
    void secondClientFailsFatally_subscriberGetsIt(Supplier<@Nullable Flux<ChatResponse>> fatal) {
        try (FakeChain chain = new FakeChain(
                FakeModel.streaming(() -> Flux.error(new IllegalStateException("test"))), FakeModel.streaming(fatal))) {
            assertThatThrownBy(() -> ask(chain)).isInstanceOf(VirtualMachineError.class);

            chain.assertNoPermitLeft();
            assertThat(chain.health("b").failed()).isZero();
        }
    }

    @Test
    void clientEmitsAfterCompletion_nothingOfItIsSeen() {
        AtomicReference<Subscriber<? super ChatResponse>> late = new AtomicReference<>();
        try (FakeChain chain = new FakeChain(FakeModel.streaming(() -> Flux.from(raw(subscriber -> {
            late.set(subscriber);
            subscriber.onNext(FakeModel.part("One."));
            subscriber.onNext(FakeModel.last());
            subscriber.onComplete();
            subscriber.onNext(FakeModel.part("Two."));
            subscriber.onComplete();
        }))))) {
            assertThat(ask(chain)).isEqualTo("One.");

            late.get().onNext(FakeModel.part("Three."));
            chain.assertNobodyBlamed();
            assertThat(chain.health("a").succeeded()).isEqualTo(1);
        }
    }

    @Test
    void clientNeverCallsOnSubscribe_limitPasses_nextAnswers() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Publisher<ChatResponse> dead = subscriber -> asked.countDown();
        try (FakeChain chain = new FakeChain(FakeModel.streaming(() -> Flux.from(dead)), FakeModel.answering("next"))) {
            AtomicReference<String> answer = new AtomicReference<>();
            Thread caller = new Thread(() -> answer.set(ask(chain)));
            caller.start();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

            chain.passLimits();
            caller.join(10_000);

            assertThat(answer.get()).isEqualTo("next");
            chain.assertNoPermitLeft();
            assertThat(chain.health("a").failed()).isEqualTo(1);
        }
    }

    /** Reactor's own subscribers cancel where a user's code throws; one made by hand may not. */
    @Test
    void subscriberThrowsInOnNext_countsAsGone() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        Sinks.Many<ChatResponse> sink = Sinks.many().unicast().onBackpressureBuffer();
        try (FakeChain chain = new FakeChain(
                FakeModel.streaming(() -> sink.asFlux().doOnCancel(cancelled::countDown)),
                FakeModel.answering("next"))) {
            AtomicInteger seen = new AtomicInteger();
            chain.model().stream(PROMPT).subscribe(new CoreSubscriber<ChatResponse>() {
                @Override
                public void onSubscribe(Subscription subscription) {
                    subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(ChatResponse chunk) {
                    seen.incrementAndGet();
                    throw new IllegalStateException("A subscriber's own");
                }

                @Override
                public void onError(Throwable error) {
                    seen.addAndGet(100);
                }

                @Override
                public void onComplete() {
                    seen.addAndGet(100);
                }
            });

            sink.tryEmitNext(FakeModel.part("One."));
            sink.tryEmitNext(FakeModel.part("Two."));

            assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).hasValue(1);
            chain.assertNobodyBlamed();
        }
    }

    @Test
    void subscriberRequestsNothingSensible_getsAnError_nobodyIsBlamed() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (FakeChain chain = new FakeChain(
                FakeModel.streaming(() -> Flux.<ChatResponse>never().doOnCancel(cancelled::countDown)))) {
            AtomicReference<Throwable> error = new AtomicReference<>();
            AtomicReference<Subscription> subscription = new AtomicReference<>();
            chain.model().stream(PROMPT).subscribe(new CoreSubscriber<ChatResponse>() {
                @Override
                public void onSubscribe(Subscription given) {
                    subscription.set(given);
                }

                @Override
                public void onNext(ChatResponse chunk) {}

                @Override
                public void onError(Throwable thrown) {
                    error.set(thrown);
                }

                @Override
                public void onComplete() {}
            });

            subscription.get().request(0);

            assertThat(error.get()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3.9");
            assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
            chain.assertNobodyBlamed();
        }
    }

    @Test
    void twoSubscribersOfOneStream_areTwoCalls() {
        AtomicInteger asked = new AtomicInteger();
        try (FakeChain chain = new FakeChain(FakeModel.streaming(() -> {
            String text = "call " + asked.incrementAndGet();
            return Flux.just(FakeModel.part(text), FakeModel.last());
        }))) {
            Flux<ChatResponse> stream = chain.model().stream(PROMPT);
            assertThat(asked).as("before anybody subscribes").hasValue(0);

            assertThat(text(stream)).isEqualTo("call 1");
            assertThat(text(stream)).isEqualTo("call 2");
            assertThat(chain.health("a").succeeded()).isEqualTo(2);
        }
    }

    @Test
    void failoverModelAsItsOwnClient_isRefused_nextAnswers() {
        AtomicReference<ChatModel> itself = new AtomicReference<>();
        FakeModel circle = FakeModel.streaming(() -> itself.get().stream(PROMPT));
        try (FakeChain chain = new FakeChain(circle, FakeModel.answering("next"))) {
            itself.set(chain.model());

            assertThat(ask(chain)).isEqualTo("next");
            chain.assertNoPermitLeft();
        }
    }

    @Test
    void failoverModelAsItsOnlyClient_endsInAnError() {
        AtomicReference<ChatModel> itself = new AtomicReference<>();
        try (FakeChain chain = new FakeChain(FakeModel.streaming(() -> itself.get().stream(PROMPT)))) {
            itself.set(chain.model());

            assertThatThrownBy(() -> ask(chain)).isInstanceOf(AllProvidersFailedException.class);
            chain.assertNoPermitLeft();
        }
    }

    private static Publisher<ChatResponse> raw(
            java.util.function.Consumer<Subscriber<? super ChatResponse>> onRequest) {
        return subscriber -> subscriber.onSubscribe(new Subscription() {
            private boolean begun;

            @Override
            public void request(long n) {
                if (!begun) {
                    begun = true;
                    onRequest.accept(subscriber);
                }
            }

            @Override
            public void cancel() {}
        });
    }
}
