package io.github.llmfailover.simulation;

import static io.github.llmfailover.simulation.Sky.FAIR;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.github.llmfailover.failure.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Scenarios in which the first provider fails every request for some time, while the second is well. */
final class Outages {

    private static final Outage TEN_MINUTES = Outage.seconds(60, 660);

    private static final Outage TWENTY_MINUTES = Outage.seconds(60, 1260);

    private static final Outage THREE_HOURS = new Outage(Duration.ofHours(8), Duration.ofHours(11));

    private static final Member BACKUP = Member.named("backup");

    private Outages() {}

    static List<Scenario> all() {
        return List.of(
                refused(),
                out("500 for 10 min", Sky.fails(FailureKind.SERVER_ERROR, ofMillis(20), ofSeconds(2)))
                        .firstIsOutHard(TEN_MINUTES),
                out(
                                "503 with Retry-After for 10 min",
                                Sky.fails(FailureKind.OVERLOADED, ofSeconds(5), ofSeconds(30), ofMillis(100)))
                        .firstIsOutHard(TEN_MINUTES),
                out(
                                "429 with Retry-After 5 to 30 s for 10 min",
                                Sky.fails(FailureKind.RATE_LIMITED, ofSeconds(5), ofSeconds(30), ofMillis(100)))
                        .firstIsOut(TEN_MINUTES)
                        .neverOpens("primary", "backup"),
                out(
                                "429 with Retry-After 1 s for 10 min",
                                Sky.fails(FailureKind.RATE_LIMITED, ofSeconds(1), ofSeconds(1), ofMillis(100)))
                        .firstIsOut(TEN_MINUTES)
                        // Whoever says "in a second" is asked every second, by all who come until the first is refused.
                        .holds(Invariant.AMPLIFICATION_DURING, 1.15)
                        .neverOpens("primary", "backup"),
                out(
                                "429 without Retry-After for 10 min",
                                Sky.fails(FailureKind.RATE_LIMITED, ofMillis(20), ofMillis(100)))
                        .firstIsOut(TEN_MINUTES)
                        .neverOpens("primary", "backup"),
                Scenario.of(
                                "no first token for 10 min",
                                Traffic.of(20, 840, Caller.ALL_STREAM),
                                primary(TEN_MINUTES, Sky.HANGS),
                                BACKUP)
                        .firstIsOut(TEN_MINUTES)
                        .neverOpens("backup"),
                Scenario.of(
                                "calls hang for 20 min",
                                Traffic.of(20, 1440, Caller.ALL_CALL),
                                primary(TWENTY_MINUTES, Sky.HANGS),
                                BACKUP)
                        .firstIsOut(TWENTY_MINUTES)
                        .neverOpens("backup"),
                firstTokenAfterThirtySeconds("first token of every stream after 30 s for 20 min", Caller.ALL_STREAM),
                // Calls are served there all the same, and close the breaker again: the first is not out altogether.
                firstTokenAfterThirtySeconds("first token after 30 s for 20 min, half of them calls", Caller.MIXED)
                        .holds(Invariant.AMPLIFICATION_DURING, 1.2),
                Scenario.of(
                                "every stream breaks for 10 min",
                                Traffic.of(20, 840, Caller.ALL_STREAM),
                                primary(TEN_MINUTES, FAIR.butBreaks(1, FailureKind.STREAM_CUT)),
                                BACKUP)
                        .firstIsOut(TEN_MINUTES)
                        .neverOpens("backup"),
                out("no credit for 10 min", Sky.fails(FailureKind.QUOTA_EXHAUSTED, ofMillis(20), ofMillis(100)))
                        .firstIsOut(TEN_MINUTES)
                        .neverOpens("primary", "backup"),
                out("key rejected for 10 min", Sky.fails(FailureKind.AUTHENTICATION, ofMillis(20), ofMillis(100)))
                        .firstIsOut(TEN_MINUTES)
                        .neverOpens("primary", "backup"),
                backupWithoutKey(),
                refusedWithProbes(),
                callersLeave(),
                burst(),
                oneCallAMinute(),
                oneCallAMinuteWithoutProbes(),
                lateSuccesses(),
                lateFailures(),
                forcedOpen());
    }

    private static Member primary(Outage when, Sky sky) {
        return Member.named("primary").in(Weather.FAIR.but(when, sky));
    }

    /** Half calls, half streams, 20 of them a second; 10 min out; then 2 min more. */
    private static Scenario out(String name, Sky sky) {
        return Scenario.of(name, Traffic.of(20, 780, Caller.MIXED), primary(TEN_MINUTES, sky), BACKUP);
    }

    private static Scenario firstTokenAfterThirtySeconds(String name, Caller.Crowd crowd) {
        return Scenario.of(
                        name,
                        Traffic.of(20, 1440, crowd),
                        primary(TWENTY_MINUTES, Sky.takes(ofSeconds(30), ofSeconds(31), ofSeconds(3))),
                        BACKUP)
                .firstIsOut(TWENTY_MINUTES)
                .neverOpens("backup");
    }

    private static Scenario refused() {
        return Scenario.of(
                        "refused for 10 min",
                        Traffic.of(50, 780, Caller.MIXED),
                        primary(TEN_MINUTES, Sky.REFUSED),
                        BACKUP)
                .firstIsOutHard(TEN_MINUTES)
                .neverOpens("backup")
                .holds(Invariant.UNSERVED);
    }

    private static Scenario backupWithoutKey() {
        return Scenario.of(
                        "refused for 10 min, and the backup rejects the key",
                        Traffic.of(20, 780, Caller.MIXED),
                        primary(TEN_MINUTES, Sky.REFUSED),
                        BACKUP.in(Weather.always(Sky.fails(FailureKind.AUTHENTICATION, ofMillis(20), ofMillis(100)))),
                        Member.named("third"))
                .firstIsOutHard(TEN_MINUTES)
                .neverOpens("backup", "third")
                .holds(Invariant.UNSERVED);
    }

    private static Scenario refusedWithProbes() {
        return Scenario.of(
                        "refused for 10 min, with background probes",
                        Traffic.of(20, 840, Caller.MIXED),
                        primary(TEN_MINUTES, Sky.REFUSED).probed(),
                        BACKUP.probed())
                .withProbes()
                .firstIsOutHard(TEN_MINUTES)
                .neverOpens("backup");
    }

    private static Scenario callersLeave() {
        Caller.Crowd crowd = random -> random.nextInt(3) == 0
                ? Caller.MIXED.next(random).leavingAfter(random.nextLong(6_000_000_000L))
                : Caller.MIXED.next(random);
        return Scenario.of(
                        "500 for 10 min, and every third caller leaves",
                        Traffic.of(20, 780, crowd),
                        primary(TEN_MINUTES, Sky.fails(FailureKind.SERVER_ERROR, ofMillis(20), ofSeconds(2))),
                        BACKUP)
                .firstIsOutHard(TEN_MINUTES)
                .neverOpens("backup");
    }

    private static Scenario burst() {
        return Scenario.of(
                        "2,000 calls at once into an outage of 10 min",
                        Traffic.of(35, 780, Caller.MIXED).withBurst(ofMillis(60_100), 2_000),
                        primary(TEN_MINUTES, Sky.fails(FailureKind.SERVER_ERROR, ofMillis(50), ofMillis(200))),
                        BACKUP)
                .firstIsOutHard(TEN_MINUTES)
                .neverOpens("backup");
    }

    /** So little traffic that every call finds the open time over, and tests: no user should have to. */
    private static Scenario oneCallAMinute() {
        return oneCallAMinute("one call a minute, refused for 3 h, with background probes", true)
                .withProbes()
                .firstIsOutHard(THREE_HOURS);
    }

    private static Scenario oneCallAMinuteWithoutProbes() {
        Scenario scenario = oneCallAMinute("one call a minute, refused for 3 h", false);
        return scenario.firstIsOutHard(THREE_HOURS)
                // Each call tests the provider, and is tried once more there, before the backup serves it.
                .holds(Invariant.AMPLIFICATION_DURING, 3);
    }

    private static Scenario oneCallAMinute(String name, boolean probed) {
        Member primary = primary(THREE_HOURS, Sky.REFUSED);
        return Scenario.of(
                        name,
                        new Traffic(1 / 60.0, Duration.ofHours(24), Caller.MIXED, Duration.ZERO, 0),
                        probed ? primary.probed() : primary,
                        probed ? BACKUP.probed() : BACKUP)
                .neverOpens("backup")
                .holds(Invariant.UNSERVED);
    }

    /** Streams of one to five minutes go on while new ones are refused, and end well while the breaker is being tested. */
    private static Scenario lateSuccesses() {
        Sky longStreams = Sky.takes(ofMillis(200), ofSeconds(1), ofMinutes(5));
        return Scenario.of(
                        "long streams end well while the breaker is open and half-open",
                        Traffic.of(10, 1440, Caller.ALL_STREAM),
                        Member.named("primary").in(Weather.always(longStreams).but(TEN_MINUTES, Sky.REFUSED)),
                        BACKUP)
                .firstIsOutHard(TEN_MINUTES)
                .neverOpens("backup");
    }

    /** Streams under way when the outage begins break one by one over six minutes, well into the recovery. */
    private static Scenario lateFailures() {
        Outage fiveMinutes = Outage.seconds(300, 600);
        Sky longStreams = Sky.takes(ofMillis(200), ofSeconds(1), ofMinutes(12));
        Weather weather = Weather.always(longStreams)
                .cuttingAllUnderWay(fiveMinutes.from(), ofMinutes(6))
                .but(fiveMinutes, Sky.REFUSED);
        return Scenario.of(
                        "long streams break one by one, until after the recovery",
                        Traffic.of(10, 1200, Caller.ALL_STREAM),
                        Member.named("primary").in(weather),
                        BACKUP)
                .firstIsOutHard(fiveMinutes)
                .neverOpens("backup");
    }

    private static Scenario forcedOpen() {
        return Scenario.of(
                        "an operator takes the first out for 5 min",
                        Traffic.of(20, 600, Caller.MIXED),
                        Member.named("primary"),
                        BACKUP)
                .operated(Map.of(
                        ofSeconds(120),
                        registry -> registry.circuitBreaker("primary").transitionToForcedOpenState(),
                        ofSeconds(420),
                        registry -> registry.circuitBreaker("primary").transitionToClosedState()))
                .firstIsOut(Outage.seconds(120, 420))
                .neverOpens("primary", "backup")
                .holds(Invariant.UNSERVED);
    }
}
