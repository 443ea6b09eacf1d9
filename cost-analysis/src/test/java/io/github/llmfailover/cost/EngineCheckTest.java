package io.github.llmfailover.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.llmfailover.FailoverException;
import io.github.llmfailover.autoconfigure.FailoverAutoConfiguration;
import io.github.llmfailover.autoconfigure.FailoverChatClientAutoConfiguration;
import io.github.llmfailover.autoconfigure.FailoverClientAutoConfiguration;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.cost.BookedModel.Fate;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The formulas of the page against the engine: the same scenario, and what the providers' own books say of it. */
class EngineCheckTest {

    private static final int REQUESTS = 60_000;

    /** In a week of virtual time one of 55 minutes, which is what half of those of the paper come to. */
    private static final int OUTAGES = 1;

    /** Long enough for the rest after a rate limit to be over. */
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    static Iterable<Pair> pairs() {
        return CostAnalysis.pairs(CostAnalysis.prices());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void extraCost_ofTheEngine_isThatOfThePage(Pair pair) {
        // A retry waits, and the scenario's time passes between requests only.
        Assumptions given = CostAnalysis.assumptions().with("retries", 0);
        MovedTime time = new MovedTime();
        BookedModel first = new BookedModel(pair.first(), given, given.get("cached-share"));
        BookedModel backup = new BookedModel(pair.backup(), given, 0);
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        FailoverClientAutoConfiguration.class,
                        FailoverAutoConfiguration.class,
                        FailoverChatClientAutoConfiguration.class))
                .withBean(TimeSource.class, () -> time)
                .withBean("firstChatModel", ChatModel.class, () -> first)
                .withBean("backupChatModel", ChatModel.class, () -> backup)
                .withPropertyValues(
                        "llm.failover.chain=first,backup",
                        "llm.failover.retry.max=0",
                        "llm.failover.when-unavailable=fail")
                .run(context -> play(context.getBean(FailoverChatModel.class), given, first, backup, time));

        ExtraCost computed = ExtraCost.of(given, pair.first(), pair.backup());
        double extra = (first.charged() + backup.charged()) / REQUESTS - computed.base();
        assertThat(extra).isCloseTo(computed.total(), within(0.02 * Math.abs(computed.total())));
    }

    private static void play(
            FailoverChatModel model, Assumptions given, BookedModel first, BookedModel backup, MovedTime time) {
        Prompt prompt = new Prompt(IntStream.range(0, (int) given.get("input-tokens"))
                .mapToObj(i -> "a")
                .collect(Collectors.joining(" ")));
        double down = given.get("unavailable");
        double bothOfDown = Availability.of(given).both() / down;
        Share limited = new Share(given.get("rate-limited"));
        Share errors = new Share(given.get("other-errors"));
        Share late = new Share(given.get("timed-out"));
        Share broken = new Share(given.get("broken-streams"));
        for (int i = 0; i < REQUESTS; i++) {
            double ofPeriod = (double) i * OUTAGES / REQUESTS % 1;
            boolean out = ofPeriod < down;
            backup.meets(ofPeriod < down * bothOfDown ? Fate.REFUSES_CONNECTIONS : Fate.ANSWERS);
            first.meets(
                    out
                            ? Fate.REFUSES_CONNECTIONS
                            : limited.isNext()
                                    ? Fate.IS_RATE_LIMITED
                                    : errors.isNext()
                                            ? Fate.FAILS
                                            : late.isNext()
                                                    ? Fate.WORKS_FOR_NOTHING
                                                    : broken.isNext() ? Fate.BREAKS : Fate.ANSWERS);
            try {
                model.stream(prompt).blockLast();
            } catch (FailoverException nobodyAnswered) {
                // Costs nothing.
            }
            time.pass(BETWEEN);
        }
    }

    /** Exactly a share of all, evenly spread, so that chance does not stand in the way of two percent. */
    private static final class Share {

        private final double share;

        private double due;

        Share(double share) {
            this.share = share;
        }

        boolean isNext() {
            due += share;
            if (due < 1) {
                return false;
            }
            due--;
            return true;
        }
    }
}
