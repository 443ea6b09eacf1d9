package io.github.llmfailover.simulation;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.HedgeSettings;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The levers, each in the weather in which it matters, where it stands by default and where it does harm. */
final class Tuning {

    private static final PlanSettings PLAN = PlanSettings.DEFAULTS;

    private static final Outage TEN_MINUTES = Outage.seconds(60, 660);

    private static final Outage FIVE_MINUTES = Outage.seconds(60, 360);

    private static final Outage THREE_MINUTES = Outage.seconds(60, 240);

    private static final Sky TURNED_AWAY = Sky.fails(FailureKind.OVERLOADED, ofMillis(5), ofMillis(50));

    private static final Sky ERROR = Sky.fails(FailureKind.SERVER_ERROR, ofMillis(20), ofSeconds(1));

    private Tuning() {}

    /** What one setting came to, over all seeds. */
    record Outcome(
            double requestsPerCall,
            double slowest,
            double unserved,
            double openings,
            double backAfter,
            double share,
            double turnedAway) {}

    /** What a table tells of an outcome. */
    enum Column {
        REQUESTS("requests per call", Outcome::requestsPerCall, 2),
        SLOWEST("slowest 1 % waited, s", Outcome::slowest, 1),
        UNSERVED("without an answer, %", Outcome::unserved, 1),
        OPENINGS("openings", Outcome::openings, 0),
        BACK("back after, s", Outcome::backAfter, 0),
        SHARE("requests to the first choice, %", Outcome::share, 0),
        TURNED_AWAY("turned away", Outcome::turnedAway, 0);

        final String title;

        final ToDoubleFunction<Outcome> figure;

        final int decimals;

        Column(String title, ToDoubleFunction<Outcome> figure, int decimals) {
            this.title = title;
            this.figure = figure;
            this.decimals = decimals;
        }
    }

    /** One setting in the weather of its table. */
    record Play(String setting, Scenario scenario, double budgetRatio, int budgetPerSecond) {

        Outcome outcome() {
            int seeds = 2;
            double[] sums = new double[7];
            for (int seed = 1; seed <= seeds; seed++) {
                World world = new World(scenario, seed, budgetRatio, budgetPerSecond);
                Run run = world.run();
                SimulatedProvider first = world.provider("first");
                Outage outage = scenario.outage();
                double[] figures = {
                    outage == null ? (double) run.attempts() / run.calls() : run.figure(Invariant.AMPLIFICATION_DURING),
                    world.waits.quantile(0.99),
                    100.0 * (run.calls() - run.answered()) / run.calls(),
                    run.openings(),
                    outage == null ? 0 : backAfter(first, outage),
                    100.0 * first.requests / run.attempts(),
                    run.figure(Invariant.TURNED_AWAY)
                };
                Arrays.setAll(sums, i -> sums[i] + figures[i] / seeds);
            }
            return new Outcome(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6]);
        }

        private static double backAfter(SimulatedProvider first, Outage outage) {
            return first.watch().changes().stream()
                    .filter(change -> change.transition().getToState() == State.CLOSED)
                    .mapToDouble(change -> change.atSeconds() - outage.untilNanos() / 1e9)
                    .filter(after -> after > 0)
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }

    /** Settings that are compared in the same weather. */
    record Table(String weather, List<Column> columns, List<Play> plays) {

        @Override
        public String toString() {
            return weather;
        }
    }

    static List<Table> tables() {
        return List.of(
                hang(), well(), errors(), bothFail(), rateLimited(), littleRoom(), smallBackup(), quiet(), allDown());
    }

    /** Builds a table's plays upon what they have in common. */
    private static final class Plays {

        private final Scenario common;

        private final List<Play> plays = new ArrayList<>();

        Plays(Scenario common) {
            this.common = common;
            plays.add(new Play("the defaults", common, Scenario.BUDGET_RATIO, Scenario.BUDGET_PER_SECOND));
        }

        Plays of(String setting, UnaryOperator<Member> tuned) {
            return of(setting, tuned, null);
        }

        Plays of(String setting, PlanSettings plan) {
            return of(setting, member -> member, plan);
        }

        Plays of(String setting, UnaryOperator<Member> tuned, @Nullable PlanSettings plan) {
            return of(setting, tuned, plan, Scenario.BUDGET_RATIO, Scenario.BUDGET_PER_SECOND);
        }

        Plays of(
                String setting, UnaryOperator<Member> tuned, @Nullable PlanSettings plan, double ratio, int perSecond) {
            plays.add(new Play(setting, common.tuned(tuned, plan), ratio, perSecond));
            return this;
        }

        Plays probed(String setting) {
            plays.add(new Play(
                    setting,
                    common.tuned(Member::probed, null).withProbes(),
                    Scenario.BUDGET_RATIO,
                    Scenario.BUDGET_PER_SECOND));
            return this;
        }

        Table with(Column... columns) {
            return new Table(common.name(), List.of(columns), plays);
        }
    }

    private static Member first(Weather weather) {
        return Member.named("first").in(weather);
    }

    private static Member backup() {
        return Member.named("backup");
    }

    private static PlanSettings deadline(Duration deadline) {
        return new PlanSettings(deadline, PLAN.maxAttempts(), PLAN.whenUnavailable());
    }

    private static PlanSettings attempts(int most) {
        return new PlanSettings(PLAN.deadline(), most, PLAN.whenUnavailable());
    }

    private static PlanSettings hedged(Duration after, double ratio) {
        return new PlanSettings(
                PLAN.deadline(),
                PLAN.maxAttempts(),
                PLAN.whenUnavailable(),
                PLAN.onInterruption(),
                PLAN.maxResumes(),
                PLAN.callsAreStreamed(),
                new HedgeSettings(true, after, false, ratio));
    }

    private static Table hang() {
        Scenario scenario = Scenario.of(
                        "The first choice hangs for five minutes; 10 streams a second",
                        Traffic.of(10, 900, Caller.ALL_STREAM),
                        first(Weather.FAIR.but(FIVE_MINUTES, Sky.HANGS)),
                        backup())
                .firstIsOut(FIVE_MINUTES);
        return new Plays(scenario)
                .of("`timeout.first-token: 2s`", Tuned.firstToken(ofSeconds(2)))
                .of("`timeout.first-token: 100s`", Tuned.firstToken(ofSeconds(100)))
                .of("`deadline: 5s`", deadline(ofSeconds(5)))
                .of("`deadline: 1s`", deadline(ofSeconds(1)))
                .of("`max-attempts: 1`", attempts(1))
                .of("`sliding-window-size` and `minimum-number-of-calls: 1000`", Tuned.window(1000, 1000))
                .of("`open-duration` and `max-open-duration: 1s`", Tuned.open(ofSeconds(1), ofSeconds(1)))
                .of("`open-duration` and `max-open-duration: 10m`", Tuned.open(ofMinutes(10), ofMinutes(10)))
                .of("`permitted-calls-in-half-open: 200`", Tuned.halfOpenCalls(200))
                .of("`hedging`, as it is when enabled", hedged(ofSeconds(3), 0.05))
                .of("`hedging.after: 300ms`, `max-ratio: 1`", hedged(ofMillis(300), 1))
                .probed("`probe.enabled`")
                .with(Column.REQUESTS, Column.SLOWEST, Column.UNSERVED, Column.BACK);
    }

    private static Table well() {
        Sky slow = Sky.takes(ofSeconds(3), ofSeconds(8), ofSeconds(3));
        Scenario scenario = Scenario.of(
                "Everybody is well, but of fifty streams one begins after three to eight seconds",
                Traffic.of(10, 600, Caller.ALL_STREAM),
                first(Weather.always(Sky.FAIR.butSometimes(0.02, slow))),
                backup());
        return new Plays(scenario)
                .of("`timeout.first-token: 2s`", Tuned.firstToken(ofSeconds(2)))
                .of("`timeout.first-token: 500ms`", Tuned.firstToken(ofMillis(500)))
                .of(
                        "`slow-call-duration-threshold: 600ms`, `slow-call-rate-threshold: 50`",
                        Tuned.slow(50, ofMillis(600)))
                .of("`hedging`, as it is when enabled", hedged(ofSeconds(3), 0.05))
                .of("`hedging.after: 1s`", hedged(ofSeconds(1), 0.05))
                .of("`hedging.after: 300ms`, `max-ratio: 1`", hedged(ofMillis(300), 1))
                .with(Column.REQUESTS, Column.SLOWEST, Column.UNSERVED, Column.OPENINGS, Column.SHARE);
    }

    private static Table errors() {
        Scenario scenario = Scenario.of(
                "Of a hundred requests to the first choice three fail",
                Traffic.of(10, 600, Caller.MIXED),
                first(Weather.always(Sky.FAIR.butSometimes(0.03, ERROR))),
                backup());
        return new Plays(scenario)
                .of("`failure-rate-threshold: 5`", Tuned.threshold(5))
                .of("`failure-rate-threshold: 20`", Tuned.threshold(20))
                .of("`sliding-window-size` and `minimum-number-of-calls: 1`", Tuned.window(1, 1))
                .of("`retry.max: 0`", Tuned.retries(0))
                .of("`max-attempts: 1`", attempts(1))
                .with(Column.REQUESTS, Column.UNSERVED, Column.OPENINGS, Column.SHARE);
    }

    private static Table bothFail() {
        Weather weather = Weather.always(Sky.FAIR.butSometimes(0.6, ERROR));
        Scenario scenario = Scenario.of(
                "Both fail three requests of five, at random, and the breakers bear it; 50 calls a second",
                Traffic.of(50, 120, Caller.ALL_CALL),
                // So that retries alone decide.
                Tuned.window(100, 100).apply(first(weather).opensFrom(100)),
                Tuned.window(100, 100).apply(backup().in(weather).opensFrom(100)));
        PlanSettings many = attempts(12);
        return new Plays(scenario)
                .of("`retry.max: 0`", Tuned.retries(0))
                .of("`max-attempts: 2`", attempts(2))
                .of("`retry.max: 5`, `max-attempts: 12`", Tuned.retries(5), many)
                .of("the same without a budget (`ratio: 1`, `min-per-second: 1000`)", Tuned.retries(5), many, 1, 1000)
                .of("`ratio: 0`, `min-per-second: 0`", member -> member, null, 0, 0)
                .with(Column.REQUESTS, Column.UNSERVED);
    }

    private static Table rateLimited() {
        Sky sky = Sky.fails(FailureKind.RATE_LIMITED, ofSeconds(30), ofSeconds(30), ofMillis(100));
        Scenario scenario = Scenario.of(
                        "The first choice answers 429 with `Retry-After: 30` for ten minutes",
                        Traffic.of(10, 780, Caller.MIXED),
                        first(Weather.FAIR.but(TEN_MINUTES, sky)),
                        backup())
                .firstIsOut(TEN_MINUTES);
        return new Plays(scenario)
                .of("`retry.max-wait: 3s`", Tuned.maxWait(ofSeconds(3)))
                .of("`retry.max-wait: 60s`", Tuned.maxWait(ofSeconds(60)))
                .with(Column.REQUESTS, Column.SLOWEST, Column.UNSERVED);
    }

    private static Table littleRoom() {
        Scenario scenario = Scenario.of(
                        "The first choice is out for three minutes and comes back with room for a fifth, and for one more every three seconds",
                        Traffic.of(20, 600, Caller.MIXED),
                        first(nanos -> THREE_MINUTES.holdsAt(nanos)
                                ? Sky.REFUSED
                                : Sky.FAIR.butOnlyFor(room(nanos - THREE_MINUTES.untilNanos()), TURNED_AWAY)),
                        backup())
                .firstIsOut(THREE_MINUTES);
        return new Plays(scenario)
                .of("`ramp-up: 60s`", member -> member.rampUp(ofSeconds(60)))
                .of("`ramp-up: 1h`", member -> member.rampUp(ofMinutes(60)))
                .with(Column.TURNED_AWAY, Column.OPENINGS, Column.SHARE);
    }

    private static int room(long nanosSince) {
        return nanosSince < 0 ? 1_000 : (int) (16 + nanosSince / 3_000_000_000L);
    }

    private static Table smallBackup() {
        Scenario scenario = Scenario.of(
                        "The first choice is out for three minutes, and the backup has room for half; 10 calls a second",
                        Traffic.of(10, 420, Caller.MIXED),
                        first(Weather.FAIR.but(THREE_MINUTES, Sky.REFUSED)),
                        backup().in(Weather.always(Sky.FAIR.butOnlyFor(10, TURNED_AWAY))))
                .firstIsOut(THREE_MINUTES);
        return new Plays(scenario)
                .of("`max-concurrency: 10` for the backup", Tuning::tenAtTheBackup)
                .with(Column.TURNED_AWAY, Column.REQUESTS, Column.UNSERVED, Column.SLOWEST, Column.OPENINGS);
    }

    private static Member tenAtTheBackup(Member member) {
        return member.name().equals("backup") ? member.maxConcurrency(10) : member;
    }

    private static Table quiet() {
        Outage threeHours = new Outage(Duration.ofHours(2), Duration.ofHours(5));
        Scenario scenario = Scenario.of(
                        "Two streams a minute, and the first choice hangs for three hours",
                        Traffic.of(2.0 / 60, Duration.ofHours(6).toSeconds(), Caller.ALL_STREAM),
                        first(Weather.FAIR.but(threeHours, Sky.HANGS)),
                        backup())
                .firstIsOut(threeHours);
        return new Plays(scenario)
                .of("`stale-after: 1s`", Tuned.staleAfter(ofSeconds(1)))
                .of("`max-open-duration: 30m`", Tuned.open(ofSeconds(10), ofMinutes(30)))
                .probed("`probe.enabled`")
                .with(Column.REQUESTS, Column.SLOWEST, Column.OPENINGS, Column.BACK);
    }

    private static Table allDown() {
        Outage minute = Outage.seconds(60, 120);
        Scenario scenario = Scenario.of(
                        "Nobody answers for a minute",
                        Traffic.of(20, 300, Caller.MIXED),
                        first(Weather.FAIR.but(minute, Sky.REFUSED)),
                        backup().in(Weather.FAIR.but(minute, ERROR)))
                .firstIsOut(minute);
        return new Plays(scenario)
                .of("`deadline: 10s`", deadline(ofSeconds(10)))
                .of(
                        "`when-unavailable: fail`",
                        new PlanSettings(PLAN.deadline(), PLAN.maxAttempts(), WhenUnavailable.FAIL))
                .of(
                        "`when-unavailable: try-soonest`",
                        new PlanSettings(PLAN.deadline(), PLAN.maxAttempts(), WhenUnavailable.TRY_SOONEST))
                .with(Column.REQUESTS, Column.SLOWEST, Column.UNSERVED);
    }
}
