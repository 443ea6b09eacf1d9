package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Many more streams at once than there are threads to read them, over real clients and sockets. */
@Timeout(120)
class StarvedThreadsTest {

    private static final int THREADS = Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE;

    private static final int STREAMS = 10 * THREADS;

    private static final String ANSWER = "one two three four";

    /** Long enough for a busy machine, short enough for a test that hangs to be noticed. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Far longer than a busy machine takes, and far shorter than the time that passes here while nobody reads. */
    private static final Duration FIRST_TOKEN = Duration.ofMinutes(5);

    private static final Timeouts TIMEOUTS = new Timeouts(FIRST_TOKEN, Duration.ofHours(12), Duration.ofHours(12));

    private final Queue<String> answers = new ConcurrentLinkedQueue<>();

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private static LiveChain chain(LiveClient first) {
        PlanSettings settings = new PlanSettings(Duration.ofHours(12), 6, WhenUnavailable.FAIL);
        LiveChain chain = new LiveChain(settings, 0, Set.of(), TIMEOUTS, first, first.next());
        chain.simulator(0).answers(Answer.tokens("one ", "two ", "three ", "four"));
        return chain;
    }

    @Test
    void streamsThatWaitForAThread_farBeyondTheFirstTokenLimit_areNobodysFailure() throws Exception {
        try (LiveChain chain = chain(LiveClient.ANTHROPIC)) {
            chain.simulator(0).always(Behavior.stallAfterTokens(1, Duration.ofMinutes(5)));
            CountDownLatch ended = subscribe(chain, STREAMS);
            awaitNoneWithoutHeaders(chain);
            chain.time().jump(FIRST_TOKEN.multipliedBy(2));
            // The watchdog has looked at all of them several times by then.
            after(chain, Duration.ofMillis(600), chain.simulator(0)::heal);

            assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertAllWhole(chain, STREAMS);
            assertThat(chain.told().delays().stream()
                            .filter(delay -> delay.compareTo(FIRST_TOKEN) > 0)
                            .count())
                    .isBetween(STREAMS / 2L, (long) STREAMS - 1);
            assertThat(chain.told().firstTokens())
                    .allSatisfy(firstToken -> assertThat(firstToken).isLessThan(FIRST_TOKEN));
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void streams_tenTimesAsManyAsThreads_allAreAnsweredByTheFirst(LiveClient client) throws Exception {
        try (LiveChain chain = chain(client)) {
            chain.simulator(0).always(Behavior.pace(Duration.ofMillis(20)));
            CountDownLatch ended = subscribe(chain, STREAMS);

            assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertAllWhole(chain, STREAMS);
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void streamsOfOurOwnClient_whoseProviderSendsNoHeaders_doNotQueueBeforeTheyLeave(LiveClient client)
            throws Exception {
        try (LiveChain chain = chain(client)) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            CountDownLatch ended = subscribe(chain, 100);
            chain.simulator(0).awaitRequest(99, PATIENCE);
            chain.simulator(0).heal();

            assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertAllWhole(chain, 100);
        }
    }

    /** The reader is there, so it is the provider that is waited for. */
    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void streamThatIsReadButSilent_isTheProvidersFailure(LiveClient client) throws Exception {
        try (LiveChain chain = chain(client)) {
            chain.simulator(0).always(Behavior.hangAfterHeaders());
            CountDownLatch ended = subscribe(chain, 1);
            chain.simulator(0).awaitRequest(0, PATIENCE);
            after(chain, Duration.ofSeconds(1), () -> chain.time().jump(FIRST_TOKEN.multipliedBy(2)));

            assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(failures).isEmpty();
            assertThat(chain.told().failovers()).hasSize(1);
            assertThat(chain.healths().get(client.provider()).snapshot().failed())
                    .isEqualTo(1);
        }
    }

    private CountDownLatch subscribe(LiveChain chain, int streams) {
        CountDownLatch ended = new CountDownLatch(streams);
        for (int i = 0; i < streams; i++) {
            StringBuilder text = new StringBuilder();
            Disposable ignored = chain.model().stream(new Prompt("Hello."))
                    .flatMapIterable(chunk -> chunk.getResults())
                    .doOnNext(generation -> text.append(
                            generation.getOutput().getText() == null
                                    ? ""
                                    : generation.getOutput().getText()))
                    .doFinally(signal -> ended.countDown())
                    .subscribe(chunk -> {}, failures::add, () -> answers.add(text.toString()));
        }
        return ended;
    }

    /** Then those that have a thread have their first token and wait for more, and the others wait for a thread. */
    private static void awaitNoneWithoutHeaders(LiveChain chain) {
        Flux.interval(Duration.ofMillis(50))
                .filter(tick -> chain.exchanges().count() == STREAMS)
                .filter(tick -> !chain.told().firstTokens().isEmpty())
                .filter(tick ->
                        chain.exchanges().waitingForTheirProvider(chain.time().nanoTime())
                                == chain.told().firstTokens().size())
                .blockFirst(PATIENCE);
    }

    private static void after(LiveChain chain, Duration delay, Runnable task) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        chain.time().schedule(delay, () -> {
            task.run();
            done.countDown();
        });
        assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private void assertAllWhole(LiveChain chain, int streams) {
        assertThat(failures).isEmpty();
        assertThat(answers).hasSize(streams).allMatch(ANSWER::equals);
        assertThat(chain.told().failovers()).isEmpty();
        assertThat(chain.simulator(0).requestCount()).isEqualTo(streams);
        assertThat(chain.simulator(1).requestCount()).isZero();
        chain.healths().all().values().forEach(health -> {
            assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
            assertThat(health.snapshot().failed()).isZero();
        });
        chain.assertNothingLeftBehind();
    }
}
