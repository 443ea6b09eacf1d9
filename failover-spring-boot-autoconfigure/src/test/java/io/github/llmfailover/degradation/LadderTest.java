package io.github.llmfailover.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.DegradedAnswer;
import io.github.llmfailover.DegradedAnswerTier;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.UnservedRequest;
import io.github.llmfailover.degradation.RuleAnswers.Rule;
import io.github.llmfailover.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.chat.prompt.Prompt;

/** The way down the ladder, in virtual time. */
@Timeout(60)
class LadderTest {

    private static final FixedText SORRY = new FixedText("Sorry.", 0.1);

    private final VirtualTime time = new VirtualTime();

    private final ExecutorService workers = Executors.newCachedThreadPool();

    private final CompletableFuture<@Nullable TierAnswer> told = new CompletableFuture<>();

    @AfterEach
    void stop() {
        workers.shutdownNow();
    }

    private Climb climb(Ladder ladder, UnservedRequest request, Duration left) {
        return ladder.climb(request, left.toNanos(), workers, told::complete);
    }

    private static UnservedRequest request(String question, FailoverChatOptions options) {
        FailoverReport report =
                new FailoverReport("default", CallMode.CALL, null, null, false, false, false, List.of());
        return new UnservedRequest(
                "default",
                CallMode.CALL,
                new Prompt(question, options),
                "anna",
                new AllProvidersFailedException("All", report, null, null));
    }

    private static UnservedRequest request() {
        return request("Hello?", FailoverChatOptions.builder().build());
    }

    private Ladder ladder(DegradedAnswerTier... tiers) {
        return new Ladder(List.of(tiers), LadderSettings.DEFAULTS, time);
    }

    private record Tier(
            String name, double quality, int order, Function<UnservedRequest, @Nullable DegradedAnswer> answers)
            implements DegradedAnswerTier {

        @Override
        public int getOrder() {
            return order;
        }

        @Override
        public @Nullable DegradedAnswer answer(UnservedRequest request) {
            return answers.apply(request);
        }
    }

    private static DegradedAnswerTier saying(String name, double quality, int order) {
        return new Tier(name, quality, order, request -> DegradedAnswer.of("From " + name));
    }

    /** A tier that never answers, until it is interrupted or for good. */
    private static final class Hanging implements DegradedAnswerTier {

        final CountDownLatch asked = new CountDownLatch(1);

        final CountDownLatch interrupted = new CountDownLatch(1);

        final CountDownLatch freed = new CountDownLatch(1);

        final AtomicInteger questions = new AtomicInteger();

        private final boolean obeys;

        Hanging(boolean obeys) {
            this.obeys = obeys;
        }

        @Override
        public String name() {
            return "hanging";
        }

        @Override
        public double quality() {
            return 0.9;
        }

        @Override
        public @Nullable DegradedAnswer answer(UnservedRequest request) {
            questions.incrementAndGet();
            asked.countDown();
            while (true) {
                try {
                    freed.await();
                    return DegradedAnswer.of("too late");
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    if (obeys) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
    }

    private TierAnswer answer() throws Exception {
        return told.get(20, TimeUnit.SECONDS);
    }

    @Test
    void tiers_areAskedInOrder_andTheFirstAnswerServes() throws Exception {
        climb(
                ladder(saying("later", 0.5, 20), new Tier("none", 0.5, 5, request -> null), saying("sooner", 0.2, 10)),
                request(),
                Duration.ofSeconds(5));

        assertThat(answer().tier()).isEqualTo("sooner");
        assertThat(answer().quality()).isEqualTo(0.2);
    }

    @Test
    void tierThatThrows_whateverItIs_isPassedOver() throws Exception {
        climb(
                ladder(
                        new Tier("broken", 0.5, 1, request -> {
                            throw new StackOverflowError();
                        }),
                        new Tier("failing", 0.5, 2, request -> {
                            throw new IllegalStateException();
                        }),
                        saying("good", 0.5, 3)),
                request(),
                Duration.ofSeconds(5));

        assertThat(answer().tier()).isEqualTo("good");
    }

    @Test
    void tierThatHangs_isInterruptedAtItsLimit_andTheNextOneAnswers() throws Exception {
        Hanging hanging = new Hanging(true);
        climb(ladder(hanging, saying("good", 0.5, 3)), request(), Duration.ofSeconds(5));
        hanging.asked.await();
        assertThat(told).isNotDone();

        time.advance(Duration.ofMillis(499));
        assertThat(told).isNotDone();
        time.advance(Duration.ofMillis(1));

        assertThat(answer().tier()).isEqualTo("good");
        assertThat(hanging.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void answerThatComesTooLate_isDropped() throws Exception {
        Hanging hanging = new Hanging(false);
        climb(ladder(hanging, saying("good", 0.5, 3)), request(), Duration.ofSeconds(5));
        hanging.asked.await();
        time.advance(Duration.ofMillis(500));
        hanging.freed.countDown();

        assertThat(answer().tier()).isEqualTo("good");
    }

    @Test
    void tierThatHangsForEver_takesNoMoreThanSoManyThreads_andIsAskedAgainOnceTheyAreBack() throws Exception {
        Hanging hanging = new Hanging(false);
        Ladder ladder = ladder(hanging, SORRY);
        for (int i = 0; i < 100; i++) {
            CompletableFuture<@Nullable TierAnswer> each = new CompletableFuture<>();
            int before = hanging.questions.get();
            ladder.climb(request(), Duration.ofSeconds(5).toNanos(), workers, each::complete);
            while (!each.isDone() && hanging.questions.get() == before) {
                Thread.onSpinWait();
            }
            time.advance(Duration.ofMillis(500));
            assertThat(each.get(20, TimeUnit.SECONDS).tier()).isEqualTo("text");
        }
        assertThat(hanging.questions).hasValue(16);

        hanging.freed.countDown();
        TierAnswer again = null;
        while (again == null || !again.tier().equals("hanging")) {
            CompletableFuture<@Nullable TierAnswer> each = new CompletableFuture<>();
            ladder.climb(request(), Duration.ofSeconds(5).toNanos(), workers, each::complete);
            again = each.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void wholeLadder_takesNoLongerThanItsLimit_norThanTheDeadlineAndItsGrace() throws Exception {
        LadderSettings settings =
                new LadderSettings(0, Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofSeconds(1));
        Hanging hanging = new Hanging(true);
        new Ladder(List.of(hanging, saying("too-late", 0.5, 3), SORRY), settings, time)
                .climb(request(), Duration.ofSeconds(-3).toNanos(), workers, told::complete);
        hanging.asked.await();
        time.advance(Duration.ofMillis(100));

        assertThat(answer().tier())
                .as("a text takes no time, everything else does")
                .isEqualTo("text");
    }

    @Test
    void nobodyHasAnAnswer_saysSo() throws Exception {
        climb(ladder(new Tier("none", 0.5, 1, request -> null)), request(), Duration.ofSeconds(5));

        assertThat(told.get(20, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void cancelled_tellsNobody_andInterruptsTheTier() throws Exception {
        Hanging hanging = new Hanging(true);
        Climb climb = climb(ladder(hanging, SORRY), request(), Duration.ofSeconds(5));
        hanging.asked.await();
        climb.cancel();

        assertThat(hanging.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        time.advance(Duration.ofSeconds(10));
        assertThat(told).isNotDone();
        assertThat(time.pendingTasks()).isZero();
    }

    @Test
    void answerThatIsWorseThanItsTier_isPassedOverByAMinQuality() throws Exception {
        FailoverChatOptions picky =
                FailoverChatOptions.builder().minQuality(0.4).build();
        climb(
                ladder(
                        new Tier("vague", 0.8, 1, request -> new DegradedAnswer("Perhaps", 0.3, null)),
                        saying("good", 0.5, 2)),
                request("Hello?", picky),
                Duration.ofSeconds(5));

        assertThat(answer().tier()).isEqualTo("good");
        assertThat(ladder(saying("good", 0.5, 2)).mayAnswer(picky)).isTrue();
        assertThat(ladder(SORRY).mayAnswer(picky)).isFalse();
    }

    @Test
    void patternThatTakesForEver_isEndedAtTheLimit() throws Exception {
        List<Rule> rules = new ArrayList<>(List.of(new Rule(Pattern.compile("(.*a){25}b"), "never")));
        RuleAnswers tier = new RuleAnswers(rules, new TierSettings(0.4, Duration.ofMillis(100)));
        CountDownLatch matching = new CountDownLatch(1);
        DegradedAnswerTier watched = new Tier("rules", 0.4, 1, request -> {
            matching.countDown();
            return tier.answer(request);
        });
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        ladder(watched, SORRY)
                .climb(
                        request("a".repeat(60), FailoverChatOptions.builder().build()),
                        Duration.ofSeconds(5).toNanos(),
                        task -> workers.execute(() -> {
                            task.run();
                            left.complete(true);
                        }),
                        told::complete);
        matching.await();
        time.advance(Duration.ofMillis(500));

        assertThat(answer().tier()).isEqualTo("text");
        assertThat(left.get(20, TimeUnit.SECONDS))
                .as("its thread is free again")
                .isTrue();
    }

    @Test
    void tierThatCannotBeOne_isRejectedAtTheStart() {
        assertThatThrownBy(() -> ladder(saying("Not a name", 0.5, 1))).hasMessageContaining("'Not a name'");
        assertThatThrownBy(() -> ladder(saying("perfect", 1.0, 1))).hasMessageContaining("below 1");
        assertThatThrownBy(() -> ladder(SORRY, new FixedText("Too.", 0.2))).hasMessageContaining("name of its own");
    }
}
