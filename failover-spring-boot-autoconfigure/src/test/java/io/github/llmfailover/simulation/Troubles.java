package io.github.llmfailover.simulation;

import static io.github.llmfailover.simulation.Sky.FAIR;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.github.llmfailover.RequestTimeouts;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.HedgeSettings;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.llmfailover.routing.Requirements;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Scenarios other than one provider failing every request. */
final class Troubles {

    private static final Member PRIMARY = Member.named("primary");

    private static final Member BACKUP = Member.named("backup");

    private static final Sky TURNED_AWAY = Sky.fails(FailureKind.OVERLOADED, ofMillis(5), ofMillis(50));

    private Troubles() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "1 % errors",
                                Traffic.of(500, 160, Caller.MIXED),
                                PRIMARY.in(Weather.always(FAIR.butSometimes(0.01, error()))),
                                BACKUP)
                        .neverOpens("primary", "backup")
                        .holds(Invariant.UNSERVED),
                Scenario.of(
                        "30 % errors",
                        Traffic.of(50, 300, Caller.MIXED),
                        PRIMARY.in(Weather.always(FAIR.butSometimes(0.3, error()))),
                        BACKUP),
                Scenario.of(
                        "40 % errors, and a breaker that bears them",
                        Traffic.of(200, 60, Caller.MIXED),
                        // As late as the answers, so that the first outcomes are not all failures.
                        PRIMARY.opensFrom(100)
                                .in(Weather.always(FAIR.butSometimes(
                                        0.4, Sky.fails(FailureKind.SERVER_ERROR, ofMillis(150), ofSeconds(4))))),
                        BACKUP),
                flapping(4),
                flapping(15),
                flapping(90),
                bothDown(),
                allDown(),
                allRateLimited(),
                smallBackup(),
                slowRecovery(),
                brokenStreams(),
                impatientCallers(),
                unknownModels(),
                oneModelDown(),
                longAnswers(),
                longTail(),
                hedgedOutage(),
                anything(WhenUnavailable.WAIT).holds(Invariant.UNSERVED, 0.2),
                anythingHedged(),
                anything(WhenUnavailable.FAIL),
                anything(WhenUnavailable.TRY_SOONEST)
                        .holds(Invariant.ASKED_WHILE_OPEN, Double.POSITIVE_INFINITY)
                        .holds(Invariant.HALF_OPEN_UNDER_WAY, Double.POSITIVE_INFINITY));
    }

    private static Sky error() {
        return Sky.fails(FailureKind.SERVER_ERROR, ofMillis(20), ofSeconds(1));
    }

    private static Scenario flapping(int seconds) {
        Outage tenMinutes = Outage.seconds(60, 660);
        return Scenario.of(
                        "down and up in turn, every %d s".formatted(seconds),
                        Traffic.of(20, 780, Caller.MIXED),
                        PRIMARY.in(Weather.FAIR.flapping(tenMinutes, ofSeconds(seconds), Sky.REFUSED)),
                        BACKUP)
                .firstIsOut(tenMinutes)
                .neverOpens("backup");
    }

    private static Scenario bothDown() {
        Outage first = Outage.seconds(60, 360);
        Outage second = Outage.seconds(60, 180);
        return Scenario.of(
                "both down for 2 min, the first for 3 min more",
                Traffic.of(20, 480, Caller.MIXED),
                PRIMARY.in(Weather.FAIR.but(first, Sky.REFUSED)),
                BACKUP.in(Weather.FAIR.but(second, error())));
    }

    private static Scenario allDown() {
        Outage minute = Outage.seconds(60, 120);
        return Scenario.of(
                "all down for 60 s",
                Traffic.of(20, 300, Caller.MIXED),
                PRIMARY.in(Weather.FAIR.but(minute, Sky.REFUSED)),
                BACKUP.in(Weather.FAIR.but(minute, error())),
                Member.named("third").in(Weather.FAIR.but(minute, Sky.HANGS)));
    }

    private static Scenario allRateLimited() {
        Outage moment = Outage.seconds(60, 62);
        Sky sky = Sky.fails(FailureKind.RATE_LIMITED, ofSeconds(2), ofSeconds(2), ofMillis(100));
        return Scenario.of(
                        "all rate-limited for 2 s",
                        Traffic.of(50, 180, Caller.MIXED),
                        PRIMARY.in(Weather.FAIR.but(moment, sky)),
                        BACKUP.in(Weather.FAIR.but(moment, sky)))
                .neverOpens("primary", "backup")
                .holds(Invariant.UNSERVED);
    }

    /** The backup has room for half of what the first serves, and the operator has said so. */
    private static Scenario smallBackup() {
        Outage threeMinutes = Outage.seconds(60, 240);
        return Scenario.of(
                        "the first is out for 3 min, and the backup has half the room",
                        Traffic.of(10, 420, Caller.MIXED),
                        PRIMARY.in(Weather.FAIR.but(threeMinutes, Sky.REFUSED)).rampUp(ofSeconds(60)),
                        BACKUP.in(Weather.always(FAIR.butOnlyFor(10, TURNED_AWAY)))
                                .maxConcurrency(10)
                                .rampUp(ofSeconds(60)))
                .neverOpens("backup")
                .holds(Invariant.TURNED_AWAY);
    }

    /** A first that has stood up has room for a fifth of its traffic, and a little more each second. */
    private static Scenario slowRecovery() {
        Outage threeMinutes = Outage.seconds(60, 240);
        return Scenario.of(
                        "the first is out for 3 min, and comes back with little room",
                        Traffic.of(20, 420, Caller.MIXED),
                        PRIMARY.in(nanos -> threeMinutes.holdsAt(nanos)
                                        ? Sky.REFUSED
                                        : FAIR.butOnlyFor(room(nanos - threeMinutes.untilNanos()), TURNED_AWAY))
                                .rampUp(ofSeconds(60)),
                        BACKUP)
                .firstIsOutHard(threeMinutes)
                .neverOpens("backup")
                .holds(Invariant.TURNED_AWAY)
                .holds(Invariant.UNSERVED);
    }

    /** Twenty a second that take two seconds each are forty at once. */
    private static int room(long nanosSince) {
        return nanosSince < 0 ? 1_000 : (int) (16 + nanosSince / 1_000_000_000L);
    }

    private static Scenario brokenStreams() {
        return Scenario.of(
                "5 % of the streams break",
                Traffic.of(50, 300, Caller.ALL_STREAM),
                PRIMARY.in(Weather.always(FAIR.butBreaks(0.05, FailureKind.STREAM_CUT))),
                BACKUP.in(Weather.always(FAIR.butBreaks(0.05, FailureKind.STREAM_CUT))));
    }

    private static Scenario impatientCallers() {
        Caller.Crowd crowd = random -> switch (random.nextInt(6)) {
            case 0 -> Caller.MIXED.next(random).within(Duration.ofNanos(1 + random.nextLong(2_000_000_000L)));
            case 1 ->
                Caller.MIXED
                        .next(random)
                        .limited(new RequestTimeouts(
                                Duration.ofMillis(1 + random.nextInt(800)),
                                Duration.ofMillis(1 + random.nextInt(800)),
                                Duration.ofMillis(1 + random.nextInt(1_500)),
                                null));
            case 2 -> Caller.MIXED.next(random).within(Duration.ofNanos(1));
            default -> Caller.MIXED.next(random);
        };
        return Scenario.of("tiny deadlines and limits", Traffic.of(100, 150, crowd), PRIMARY, BACKUP)
                .neverOpens("primary", "backup");
    }

    private static Scenario unknownModels() {
        Caller.Crowd crowd = random -> random.nextInt(3) == 0
                ? Caller.MIXED.next(random).requiring(model("unknown-" + random.nextInt(500)))
                : Caller.MIXED.next(random);
        Sky notFound = Sky.fails(FailureKind.MODEL_NOT_FOUND, ofMillis(20), ofMillis(100));
        return Scenario.of(
                        "a third of the callers name models that do not exist",
                        Traffic.of(100, 150, crowd),
                        PRIMARY.in(Weather.always(FAIR.butForModels("unknown", notFound))),
                        BACKUP)
                .neverOpens("primary", "backup")
                .holds(Invariant.UNSERVED);
    }

    private static Scenario oneModelDown() {
        Caller.Crowd crowd = random -> random.nextInt(2) == 0
                ? Caller.MIXED.next(random).requiring(model(random.nextBoolean() ? "down" : "well"))
                : Caller.MIXED.next(random);
        return Scenario.of(
                        "one model of the first is down",
                        Traffic.of(40, 300, crowd),
                        PRIMARY.in(Weather.always(FAIR.butForModels("down", error()))),
                        BACKUP)
                .firstIsOut(Outage.seconds(0, 300))
                .neverOpens("primary", "backup")
                .holds(Invariant.UNSERVED);
    }

    private static Requirements model(String model) {
        return new Requirements(null, Set.of(), model);
    }

    private static Scenario longAnswers() {
        Sky longAnswers = Sky.takes(ofMillis(300), ofSeconds(2), ofSeconds(60));
        return Scenario.of(
                        "calls whose answers take up to a minute",
                        Traffic.of(20, 400, Caller.ALL_CALL),
                        PRIMARY.in(Weather.always((random, model, underWay) -> {
                            Fate fate = longAnswers.meets(random, model, underWay);
                            return Fate.answers(
                                    fate.afterNanos(),
                                    fate.restNanos() / 2 + ofSeconds(20).toNanos());
                        })),
                        BACKUP)
                .neverOpens("primary", "backup")
                .holds(Invariant.UNSERVED);
    }

    private static Scenario longTail() {
        Caller.Crowd crowd = random -> random.nextInt(10) == 0
                ? Caller.MIXED.next(random).requiring(new Requirements(null, Set.of("eu")))
                : Caller.MIXED.next(random);
        Sky slow = Sky.takes(ofSeconds(8), ofSeconds(14), ofSeconds(3));
        return Scenario.of(
                        "every tenth answer is slow, with second requests",
                        Traffic.of(50, 300, crowd),
                        PRIMARY.tagged("eu").in(Weather.always(FAIR.butSometimes(0.1, slow))),
                        BACKUP,
                        Member.named("third").tagged("eu"))
                .hedging(new HedgeSettings(true, ofSeconds(3), false, 0.05))
                .neverOpens("primary", "backup", "third")
                .holds(Invariant.UNSERVED);
    }

    private static Scenario hedgedOutage() {
        Outage tenMinutes = Outage.seconds(60, 660);
        return Scenario.of(
                        "no first token for 10 min, with second requests",
                        Traffic.of(20, 780, Caller.ALL_STREAM),
                        PRIMARY.in(Weather.FAIR.but(tenMinutes, Sky.HANGS)),
                        BACKUP)
                .hedging(new HedgeSettings(true, ofSeconds(3), false, 0.05))
                .firstIsOut(tenMinutes)
                .neverOpens("backup");
    }

    private static Scenario anythingHedged() {
        return anything("anything, with second requests", WhenUnavailable.WAIT)
                .hedging(new HedgeSettings(true, ofMillis(700), true, 0.2));
    }

    private static Scenario anything(WhenUnavailable whenUnavailable) {
        return anything("anything, when-unavailable: %s".formatted(whenUnavailable), whenUnavailable);
    }

    /** Four providers that go through good and bad hours of every kind, and callers of every kind. */
    private static Scenario anything(String name, WhenUnavailable whenUnavailable) {
        Caller.Crowd crowd = random -> {
            Caller caller = Caller.MIXED.next(random);
            if (random.nextInt(20) == 0) {
                caller = caller.within(Duration.ofMillis(1 + random.nextInt(4_000)));
            }
            if (random.nextInt(10) == 0) {
                caller = caller.requiring(new Requirements(null, Set.of("eu")));
            } else if (random.nextInt(50) == 0) {
                caller = caller.requiring(new Requirements("p" + random.nextInt(4), Set.of()));
            }
            return random.nextInt(25) == 0 ? caller.leavingAfter(random.nextLong(6_000_000_000L)) : caller;
        };
        return Scenario.of(
                        name,
                        Traffic.of(12, 2400, crowd),
                        Member.named("p0").tagged("eu").maxWait(ofSeconds(2)).in(new Moody(0)),
                        Member.named("p1").window(8_000).maxWait(ofSeconds(2)).in(new Moody(1)),
                        Member.named("p2").tagged("eu").maxConcurrency(50).in(new Moody(2)),
                        Member.named("p3").in(new Moody(3)))
                .whenUnavailable(whenUnavailable);
    }
}
