package io.github.llmfailover.simulation;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.plan.CallPlan;
import io.github.llmfailover.plan.Continuation;
import io.github.llmfailover.plan.Decision;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.plan.Delivered;
import io.github.llmfailover.simulation.Tally.End;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call: carries out what its plan decides, as the drivers of the library do, and checks on the way what must hold at
 * each step.
 */
final class Conversation {

    /** The longest of the pauses that any stream makes between two of its chunks. */
    private static final long LONGEST_PAUSE = Duration.ofSeconds(5).toNanos();

    private final World world;

    private final long number;

    private final Caller caller;

    private final CallPlan plan;

    private final long startedAt;

    private final int part;

    private @Nullable Request current;

    /** A second request, because the first is slow. */
    private @Nullable Request hedge;

    private @Nullable End end;

    private int attempts;

    private boolean committed;

    private boolean hadContent;

    /** Who may be asked again because of how he failed, and when that was decided. */
    private @Nullable SimulatedProvider retried;

    private long retryDecidedAt;

    Conversation(World world, long number, Caller caller) {
        this.world = world;
        this.number = number;
        this.caller = caller;
        this.startedAt = now();
        this.part = world.tally.callBegins(startedAt);
        this.plan = world.planner.begin(world.chain, caller.requirements(), caller.mode(), caller.terms());
    }

    void begin() {
        if (caller.leavesAfterNanos() != Fate.NEVER) {
            after(caller.leavesAfterNanos(), this::leave);
        }
        carryOut(plan.next());
    }

    private void carryOut(Decision decision) {
        if (decision instanceof Fail fail) {
            superseded(current);
            superseded(hedge);
            if (committed && caller.mode() == CallMode.STREAM) {
                check(
                        fail.exception() instanceof StreamInterruptedException,
                        "a broken stream did not end as one that broke");
            }
            if (!hadContent) {
                overrun();
            }
            ended(End.FAILED, fail.exception().report());
        } else if (decision instanceof Wait wait) {
            check(wait.nanos() <= plan.deadline().left(world.time.nanoTime()), "a wait goes past the deadline");
            after(wait.nanos(), () -> {
                if (end == null) {
                    carryOut(plan.next());
                }
            });
        } else if (decision instanceof Ask ask) {
            check(current == null && hedge == null, "two requests at once without hedging");
            current = ask(ask.attempt());
        }
    }

    private Request ask(Attempt attempt) {
        SimulatedProvider provider = world.provider(attempt.member().name());
        world.log(number, attempt.member().position());
        attempts++;
        check(attempts <= world.scenario().plan().maxAttempts(), "more attempts than max-attempts");
        String lacking = Needs.lacking(attempt.member().provider().settings(), caller.requirements());
        check(lacking == null, "a provider was asked that is known to lack " + lacking);
        if (provider == retried) {
            world.tally.budget.extra(retryDecidedAt);
        }
        retried = null;
        String model = passed(attempt);
        attempt.asks(model, model != null);
        if (isOut(attempt, provider)) {
            world.tally.askedWhileOpen++;
        }
        Fate fate = provider.fate(model, now());
        Request request = new Request(attempt, provider);
        boolean whole = caller.mode() == CallMode.CALL;
        long content = fate.failure() == null && whole ? fate.afterNanos() + fate.restNanos() : fate.afterNanos();
        long left = attempt.deadline().left(world.time.nanoTime());
        long limit = Math.max(0, Math.min(attempt.limitNanos(), left));
        if (content >= limit) {
            FailureKind passedLimit = left < attempt.limitNanos()
                    ? FailureKind.CALLER_DEADLINE
                    : whole ? FailureKind.NO_RESPONSE : FailureKind.NO_FIRST_TOKEN;
            after(limit, () -> fails(request, Failure.of(passedLimit)));
        } else if (fate.failure() != null) {
            Failure failure = new Failure(fate.failure(), null, 0, fate.retryAfter());
            after(content, () -> fails(request, failure));
        } else if (whole && fate.breaksWith() != null) {
            after(content, () -> fails(request, Failure.of(FailureKind.CONNECTION)));
        } else {
            after(content, () -> hasContent(request, fate));
        }
        long hedgeAfter = plan.hedgeAfterNanos(attempt);
        if (hedgeAfter < Math.min(content, limit)) {
            after(hedgeAfter, () -> hedge(request));
        }
        return request;
    }

    /** Returns the model that the caller named where the provider is asked for it. */
    private @Nullable String passed(Attempt attempt) {
        String model = caller.requirements().model();
        return model == null
                ? null
                : attempt.member().provider().otherModel(model, attempt.member().passesAnyModel());
    }

    private boolean isOut(Attempt attempt, SimulatedProvider provider) {
        if (provider.isOut(provider.watch().state())) {
            return true;
        }
        return caller.requirements().model() != null
                && switch (attempt.member().state(caller.requirements())) {
                    case OPEN, FORCED_OPEN -> true;
                    default -> false;
                };
    }

    private void fails(Request request, Failure failure) {
        if (!request.isUnderWay()) {
            return;
        }
        boolean wasHedge = request == hedge;
        end(request);
        if (failure.kind().defaultReaction().retrySameProvider()) {
            retried = request.provider();
            retryDecidedAt = now();
        }
        Decision decision = byOutcomeOf(request, () -> plan.failed(request.attempt(), failure));
        if (!(decision instanceof Decision.Hold)) {
            carryOut(decision);
        } else if (!wasHedge && hedge != null) {
            current = hedge;
            hedge = null;
        }
    }

    private void hasContent(Request request, Fate fate) {
        if (!request.isUnderWay()) {
            return;
        }
        boolean serves =
                caller.mode() == CallMode.STREAM ? plan.firstToken(request.attempt()) : plan.claims(request.attempt());
        if (!serves) {
            superseded(request);
            return;
        }
        superseded(request == hedge ? current : hedge);
        current = request;
        hedge = null;
        if (!hadContent) {
            hadContent = true;
            world.waits.add(part, now() - startedAt);
            overrun();
        }
        if (caller.mode() == CallMode.CALL) {
            succeeds(request);
        } else if (Math.min(LONGEST_PAUSE, fate.restNanos() / 4)
                >= request.attempt().timeouts().stall().toNanos()) {
            long stall = request.attempt().timeouts().stall().toNanos();
            after(stall, () -> breaks(request, FailureKind.STALLED));
        } else {
            FailureKind kind = fate.breaksWith();
            after(fate.restNanos(), () -> {
                if (kind == null) {
                    endOfStream(request);
                } else {
                    breaks(request, kind);
                }
            });
        }
    }

    private void breaks(Request request, FailureKind kind) {
        if (request.isUnderWay()) {
            end(request);
            committed = true;
            Delivered delivered = new Delivered("partial", world.random.nextInt(4) != 0, world.random.nextInt(20) == 0);
            carryOut(byOutcomeOf(request, () -> plan.interrupted(request.attempt(), Failure.of(kind), delivered)));
        }
    }

    private void endOfStream(Request request) {
        if (!request.isUnderWay()) {
            return;
        }
        Continuation continuation = request.attempt().continuation();
        if (continuation != null && continuation != Continuation.RESTART && world.random.nextInt(3) == 0) {
            end(request);
            carryOut(byOutcomeOf(request, () -> plan.doesNotJoin(request.attempt())));
        } else {
            succeeds(request);
        }
    }

    private void succeeds(Request request) {
        end(request);
        ended(End.ANSWERED, byOutcomeOf(request, () -> plan.succeeded(request.attempt(), null, 10, 20)));
    }

    private void hedge(Request slow) {
        if (!slow.isUnderWay() || end != null || hadContent) {
            return;
        }
        Attempt second = plan.hedge(slow.attempt());
        if (second != null) {
            check(hedge == null, "more than one second request");
            world.tally.hedges++;
            world.tally.budget.extra(now());
            hedge = ask(second);
        }
    }

    private void superseded(@Nullable Request request) {
        if (request != null && request.isUnderWay()) {
            end(request);
            byOutcomeOf(request, () -> {
                plan.superseded(request.attempt());
                return this;
            });
        }
    }

    private void leave() {
        if (end != null) {
            return;
        }
        superseded(hedge);
        Request request = current;
        if (request != null && request.isUnderWay()) {
            end(request);
            byOutcomeOf(request, () -> {
                plan.cancelled(request.attempt());
                return this;
            });
        } else {
            plan.abandoned();
        }
        ended(End.CANCELLED, null);
    }

    private void end(Request request) {
        request.end();
        if (request == current) {
            current = null;
        } else if (request == hedge) {
            hedge = null;
        }
    }

    private static <T> T byOutcomeOf(Request request, Supplier<T> action) {
        BreakerWatch watch = request.provider().watch();
        watch.ends(request);
        try {
            return action.get();
        } finally {
            watch.ended();
        }
    }

    private void overrun() {
        Duration own = caller.terms().deadline();
        long allowed = (own == null ? world.scenario().plan().deadline() : own).toNanos();
        world.tally.worstOverrun = Math.max(world.tally.worstOverrun, now() - startedAt - allowed);
    }

    private void ended(End how, @Nullable FailoverReport report) {
        check(end == null, "it ended twice");
        check(report == null || report.attempts().size() == attempts, "the report has lost an attempt");
        end = how;
        world.log(number, how.ordinal());
        world.tally.callEnded(part, attempts, how, now());
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(world.scenario() + ", call " + number + ": " + otherwise);
        }
    }

    private void after(long nanos, Runnable action) {
        world.time.schedule(Duration.ofNanos(nanos), action);
    }

    private long now() {
        return world.time.elapsed().toNanos();
    }
}
