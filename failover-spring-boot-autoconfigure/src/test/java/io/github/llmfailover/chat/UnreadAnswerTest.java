package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Exchange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Streams whose provider has done its part, in virtual time. The default limits: 20 s to the first token and to stall. */
@Timeout(60)
class UnreadAnswerTest {

    private final AtomicReference<Exchange> asked = new AtomicReference<>();

    /** Of whether it lets requests leave, and of headers, a client's binding tells; of reads this test. */
    private boolean departs = true;

    private final ClientBinding binding = new ClientBinding() {
        @Override
        public Flux<ChatResponse> stream(ChatModel client, Prompt prompt, Exchange exchange) {
            if (asked.compareAndSet(null, exchange)) {
                exchange.awaitDeparture();
                if (departs) {
                    exchange.departed();
                    exchange.responded();
                }
            }
            return client.stream(prompt);
        }
    };

    private final Sinks.Many<ChatResponse> first = Sinks.many().unicast().onBackpressureBuffer();

    private final FakeChain chain =
            new FakeChain(binding, FakeModel.streaming(first::asFlux), FakeModel.answering(" and on"));

    @AfterEach
    void close() {
        chain.close();
    }

    private CompletableFuture<List<ChatResponse>> subscribe() {
        return chain.model().stream(new Prompt("Hello.")).collectList().toFuture();
    }

    private static <T> T await(CompletableFuture<T> answer) throws Exception {
        return answer.get(20, TimeUnit.SECONDS);
    }

    private static FailoverReport report(List<ChatResponse> chunks) {
        return FailoverReport.of(chunks.get(chunks.size() - 1));
    }

    @Test
    void answerThatNobodyReads_isNotLate_norIsItsFirstToken() throws Exception {
        CompletableFuture<List<ChatResponse>> answer = subscribe();
        chain.time().advance(Duration.ofSeconds(95));
        first.tryEmitNext(FakeModel.part("one"));
        first.tryEmitNext(FakeModel.last());
        first.tryEmitComplete();

        FailoverReport report = report(await(answer));
        assertThat(report.failedOver()).isFalse();
        assertThat(report.attempts().get(0).firstToken()).isZero();
        assertThat(report.attempts().get(0).duration()).isGreaterThanOrEqualTo(Duration.ofSeconds(95));
        assertThat(chain.told().delays()).hasSize(1);
        assertThat(chain.told().delays().get(0)).isBetween(Duration.ofSeconds(95), Duration.ofSeconds(96));
        chain.assertNobodyBlamed();
    }

    @Test
    void committedAnswerThatNobodyReads_isNotStalled() throws Exception {
        CompletableFuture<List<ChatResponse>> answer = subscribe();
        first.tryEmitNext(FakeModel.part("one"));
        chain.time().advance(Duration.ofSeconds(95));
        first.tryEmitNext(FakeModel.last());
        first.tryEmitComplete();

        assertThat(report(await(answer)).failedOver()).isFalse();
        assertThat(chain.told().delays()).hasSize(1);
        chain.assertNobodyBlamed();
    }

    @Test
    void committedAnswerThatIsRead_butSilent_isStalled() throws Exception {
        CompletableFuture<List<ChatResponse>> answer = subscribe();
        first.tryEmitNext(FakeModel.part("one"));
        chain.time().advance(Duration.ofSeconds(19));
        asked.get().readBegins();
        chain.time().advance(Duration.ofSeconds(19));
        assertThat(answer).isNotDone();
        chain.time().advance(Duration.ofSeconds(2));

        assertThat(report(await(answer)).attempts().get(0).failure()).isEqualTo(FailureKind.STALLED);
        assertThat(chain.health("a").failed()).isEqualTo(1);
    }

    @Test
    void committedAnswerThatNobodyReads_forTenTimesTheLimit_isGivenUp_andNobodyBlamed() {
        CompletableFuture<List<ChatResponse>> answer = subscribe();
        first.tryEmitNext(FakeModel.part("one"));
        chain.time().advance(Duration.ofSeconds(201));

        assertThatThrownBy(() -> await(answer))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StreamInterruptedException.class);
        chain.assertNobodyBlamed();
    }

    @Test
    void requestThatNeverLeaves_endsAtTheDeadline_andNobodyIsBlamed() {
        departs = false;
        CompletableFuture<List<ChatResponse>> answer = subscribe();
        chain.time().advance(Duration.ofMinutes(11));

        assertThatThrownBy(() -> await(answer))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(DeadlineExceededException.class);
        chain.assertNobodyBlamed();
    }
}
