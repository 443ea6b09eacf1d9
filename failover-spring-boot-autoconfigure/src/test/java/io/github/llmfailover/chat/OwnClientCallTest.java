package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.failure.FailureKind;
import io.micrometer.context.ContextRegistry;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/** Blocking calls of clients of which nothing is known: they run on a worker and may do anything. */
@Timeout(60)
class OwnClientCallTest {

    private static final Prompt PROMPT = new Prompt("Hello.");

    private static String text(ChatResponse response) {
        return response.getResult().getOutput().getText();
    }

    @Test
    void call_runsOnAWorkerWithTheCallersContext() {
        ThreadLocal<String> user = new ThreadLocal<>();
        ContextRegistry.getInstance().registerThreadLocalAccessor("own-client-call-test.user", user);
        AtomicReference<Thread> asked = new AtomicReference<>();
        ChatModel client = prompt -> {
            asked.set(Thread.currentThread());
            return FakeModel.whole("for " + user.get());
        };
        try (FakeChain chain = new FakeChain(client)) {
            user.set("Kim");

            assertThat(text(chain.model().call(PROMPT))).isEqualTo("for Kim");

            assertThat(asked.get()).isNotSameAs(Thread.currentThread());
        } finally {
            user.remove();
            ContextRegistry.getInstance().removeThreadLocalAccessor("own-client-call-test.user");
        }
    }

    @Test
    void limitPasses_nextAnswers_andTheLateAnswerIsIgnored() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch returned = new CountDownLatch(1);
        ChatModel deaf = prompt -> {
            asked.countDown();
            awaitDeafly(release);
            returned.countDown();
            return FakeModel.whole("late");
        };
        try (FakeChain chain = new FakeChain(deaf, FakeModel.answering("in time"))) {
            Thread clock = new Thread(() -> {
                awaitDeafly(asked);
                chain.passLimits();
            });
            clock.start();

            ChatResponse response = chain.model().call(PROMPT);

            assertThat(text(response)).isEqualTo("in time");
            assertThat(FailoverReport.of(response).attempts().get(0).failure()).isEqualTo(FailureKind.NO_RESPONSE);
            assertThat(chain.threads().abandonedCalls("a"))
                    .as("calls left behind")
                    .isEqualTo(1);
            release.countDown();
            assertThat(returned.await(10, TimeUnit.SECONDS)).isTrue();
            clock.join(10_000);
            chain.assertNoPermitLeft();
            assertThat(chain.health("a").failed()).isEqualTo(1);
            assertThat(chain.health("a").succeeded()).isZero();
        }
    }

    private static void awaitDeafly(CountDownLatch latch) {
        boolean waiting = true;
        while (waiting) {
            try {
                latch.await();
                waiting = false;
            } catch (InterruptedException e) {
                // Deaf.
            }
        }
    }

    static Stream<Error> fatalErrors() {
        return Stream.of(new OutOfMemoryError("test"), new StackOverflowError("test"), new InternalError("test"));
    }

    @ParameterizedTest
    @MethodSource("fatalErrors")
    void clientThrowsFatalError_callerGetsIt_nobodyIsBlamed(Error error) {
        try (FakeChain chain = new FakeChain(throwing(error), FakeModel.answering("next"))) {
            assertThatThrownBy(() -> chain.model().call(PROMPT)).isSameAs(error);

            chain.assertNobodyBlamed();
        }
    }

    static Stream<Supplier<@Nullable ChatResponse>> brokenCalls() {
        return Stream.of(
                () -> {
                    throw new AssertionError("test");
                },
                () -> {
                    throw new NoClassDefFoundError("test");
                },
                () -> {
                    throw new ExceptionInInitializerError("test");
                },
                () -> {
                    throw new IllegalStateException("test", new InterruptedException());
                },
                () -> {
                    throw new CancellationException("test");
                },
                () -> null,
                () -> new ChatResponse(List.of()),
                () -> new ChatResponse(List.of(new Generation(new AssistantMessage("")))),
                () -> new ChatResponse(List.of(new Generation(new AssistantMessage((String) null)))),
                () -> new ChatResponse(List.of(new Generation(null))));
    }

    @ParameterizedTest
    @MethodSource("brokenCalls")
    void clientBreaks_nextAnswers(Supplier<@Nullable ChatResponse> broken) {
        try (FakeChain chain = new FakeChain(FakeModel.calling(broken), FakeModel.answering("next"))) {
            assertThat(text(chain.model().call(PROMPT))).isEqualTo("next");

            chain.assertNoPermitLeft();
            assertThat(chain.health("a").failed()).isEqualTo(1);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void clientReportsNeitherUsageNorModel_isASuccess() {
        ChatResponseMetadata nothing =
                ChatResponseMetadata.builder().usage(null).model(null).build();
        ChatResponseMetadata half = ChatResponseMetadata.builder()
                .usage(new Usage() {
                    @Override
                    public Integer getPromptTokens() {
                        return null;
                    }

                    @Override
                    public Integer getCompletionTokens() {
                        return null;
                    }

                    @Override
                    public Object getNativeUsage() {
                        return "none";
                    }
                })
                .build();
        for (ChatResponseMetadata metadata : List.of(nothing, half)) {
            try (FakeChain chain = new FakeChain(
                    prompt -> new ChatResponse(FakeModel.whole("fine").getResults(), metadata))) {
                assertThat(text(chain.model().call(PROMPT))).isEqualTo("fine");

                chain.assertNobodyBlamed();
                assertThat(chain.health("a").succeeded()).isEqualTo(1);
            }
        }
    }

    @Test
    void clientHandsOutTheSameAnswerToAll_itStaysAsItWas() {
        ChatResponse shared = FakeModel.whole("shared");
        try (FakeChain chain = new FakeChain(prompt -> shared)) {
            ChatResponse served = chain.model().call(PROMPT);

            assertThat(served.getResult().getOutput().getMetadata())
                    .containsEntry(FailoverReport.MESSAGE_PROVIDER, "a");
            assertThat(shared.getResult().getOutput().getMetadata()).doesNotContainKey(FailoverReport.MESSAGE_PROVIDER);
        }
    }

    @Test
    void severalGenerations_eachNamesItsProvider() {
        Generation one = new Generation(
                new AssistantMessage("one"),
                ChatGenerationMetadata.builder().finishReason("stop").build());
        try (FakeChain chain = new FakeChain(prompt -> new ChatResponse(List.of(one, one)))) {
            assertThat(chain.model().call(PROMPT).getResults()).hasSize(2).allSatisfy(generation -> assertThat(
                            generation.getOutput().getMetadata())
                    .containsEntry(FailoverReport.MESSAGE_PROVIDER, "a"));
        }
    }

    @Test
    void failoverModelAsItsOwnClient_isRefused_nextAnswers() {
        AtomicReference<ChatModel> itself = new AtomicReference<>();
        ChatModel circle = prompt -> itself.get().call(prompt);
        try (FakeChain chain = new FakeChain(circle, FakeModel.answering("next"))) {
            itself.set(chain.model());

            ChatResponse response = chain.model().call(PROMPT);

            assertThat(text(response)).isEqualTo("next");
            assertThat(FailoverReport.of(response).attempts()).hasSize(2);
            chain.assertNoPermitLeft();
        }
    }

    @Test
    void failoverModelAsItsOnlyClient_saysWhatIsWrong() {
        AtomicReference<ChatModel> itself = new AtomicReference<>();
        try (FakeChain chain = new FakeChain(prompt -> itself.get().call(prompt))) {
            itself.set(chain.model());

            assertThatThrownBy(() -> chain.model().call(PROMPT))
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .rootCause()
                    .hasMessageContaining("provider 'a'")
                    .hasMessageContaining("itself a part of");
            chain.assertNoPermitLeft();
        }
    }

    private static ChatModel throwing(Error error) {
        return prompt -> {
            throw error;
        };
    }
}
