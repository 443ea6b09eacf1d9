package io.github.llmfailover.execution;

import io.github.llmfailover.execution.CallResult.Answered;
import io.github.llmfailover.execution.CallResult.Failed;
import io.github.llmfailover.execution.Turn.Next;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.plan.CallPlan;
import io.github.llmfailover.plan.Decision;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Hold;
import io.micrometer.context.ContextSnapshot;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A blocking request beside which a second one is made where it is slow. The first stays on its caller's thread, the
 * second runs on a worker with the caller's context. Whichever is answered first aborts the other; where one fails, the
 * other goes on alone.
 */
final class HedgedCall {

    private final Engine engine;

    private final CallPlan plan;

    private final Prompt prompt;

    private final CallGuard first;

    private final ContextSnapshot context = Workers.SNAPSHOTS.captureAll();

    private final @Nullable AskedProviders asked = AskedProviders.current();

    /** Open until the second request has come to something that the caller's thread has to know. */
    private final CountDownLatch told = new CountDownLatch(1);

    private volatile @Nullable CallGuard second;

    /** Whether the caller's thread has gone on, so that nobody would hear of what the second request comes to. */
    private volatile boolean over;

    private volatile @Nullable Answered answer;

    private volatile @Nullable Decision decision;

    private volatile @Nullable Throwable broken;

    HedgedCall(Engine engine, CallPlan plan, Prompt prompt, CallGuard first) {
        this.engine = engine;
        this.plan = plan;
        this.prompt = prompt;
        this.first = first;
    }

    /**
     * Makes the requests.
     *
     * @param hedgeAfterNanos how long the first may be without an answer before the second is made
     * @return what comes of it
     * @throws InterruptedException where the calling thread was interrupted; the second request has been ended
     */
    Turn make(long hedgeAfterNanos) throws InterruptedException {
        first.whenSlow(hedgeAfterNanos, this::askSecond);
        try {
            CallResult result = first.make(prompt, plan.refusalsAreAnswers());
            return result instanceof Answered answered ? afterAnswer(answered) : afterFailure((Failed) result);
        } catch (InterruptedException | VirtualMachineError e) {
            endSecond();
            throw e;
        }
    }

    private Turn afterAnswer(Answered answered) throws InterruptedException {
        if (plan.claims(answered.attempt())) {
            endSecond();
            return answered;
        }
        answered.discard(plan);
        return whatSecondCameTo();
    }

    private Turn afterFailure(Failed failed) throws InterruptedException {
        Decision next = plan.failed(first.attempt(), failed.failure());
        if (next instanceof Hold) {
            return whatSecondCameTo();
        }
        if (next instanceof Fail) {
            endSecond();
        }
        return new Next(next);
    }

    private Turn whatSecondCameTo() throws InterruptedException {
        told.await();
        Answered answered = answer;
        Decision decided = decision;
        if (answered != null) {
            return answered;
        }
        if (decided != null) {
            return new Next(decided);
        }
        throw new IllegalStateException("The second request of a call came to nothing", broken);
    }

    private void endSecond() {
        over = true;
        CallGuard guard = second;
        if (guard != null) {
            plan.superseded(guard.attempt());
            guard.superseded();
        }
    }

    /** On a worker. */
    private void askSecond() {
        try (ContextSnapshot.Scope ignored = context.setThreadLocals()) {
            Attempt attempt = plan.hedge(first.attempt());
            if (attempt != null) {
                ask(attempt);
            }
        }
    }

    private void ask(Attempt attempt) {
        try {
            CallGuard guard = new CallGuard(
                    engine,
                    attempt,
                    AskedProviders.within(asked, attempt.member().provider()));
            second = guard;
            if (over || !plan.isWanted(attempt)) {
                plan.superseded(attempt);
            } else {
                secondCameTo(attempt, guard.make(prompt, plan.refusalsAreAnswers()));
            }
        } catch (IllegalStateException e) {
            // It is what asks us: no help from there.
            secondCameTo(attempt, new Failed(Failure.of(FailureKind.UNKNOWN, e)));
        } catch (Throwable e) {
            plan.superseded(attempt);
            broken = e;
            told.countDown();
        }
    }

    private void secondCameTo(Attempt attempt, CallResult result) {
        if (result instanceof Failed failed) {
            Decision next = plan.failed(attempt, failed.failure());
            if (!(next instanceof Hold)) {
                decision = next;
                told.countDown();
                first.superseded();
            }
        } else if (plan.claims(attempt)) {
            answer = (Answered) result;
            told.countDown();
            first.superseded();
        } else {
            ((Answered) result).discard(plan);
        }
    }
}
