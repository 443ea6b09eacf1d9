package io.github.llmfailover.execution;

import io.github.llmfailover.FailoverException;
import io.github.llmfailover.execution.CallResult.Answered;
import io.github.llmfailover.execution.CallResult.Failed;
import io.github.llmfailover.execution.Turn.Next;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.plan.CallPlan;
import io.github.llmfailover.plan.Decision;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.time.TimeSource.Cancellable;
import io.github.llmfailover.trace.Traced.Scope;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/** Carries out the plan of a blocking call, on its caller's thread. */
public final class BlockingDriver {

    private final Engine engine;

    /** Creates a driver. */
    public BlockingDriver(Engine engine) {
        this.engine = engine;
    }

    /**
     * Serves a call.
     *
     * @param plan the call's plan, not yet begun
     * @param prompt the caller's prompt
     * @return the answer of the provider that served, with the report in its metadata
     * @throws io.github.llmfailover.FailoverException where no provider served
     * @throws CancellationException where the calling thread was interrupted; its interrupt flag is set
     */
    public ChatResponse call(CallPlan plan, Prompt prompt) {
        try (Scope ignored = plan.trace().open()) {
            return carryOut(plan, prompt);
        } catch (FailoverException | CancellationException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            plan.broken(e);
            throw e;
        }
    }

    private ChatResponse carryOut(CallPlan plan, Prompt prompt) {
        Decision decision = plan.next();
        while (true) {
            if (decision instanceof Fail fail) {
                throw fail.exception();
            }
            if (decision instanceof Wait wait) {
                await(plan, wait.nanos());
                decision = plan.next();
                continue;
            }
            Turn turn = make(plan, ((Ask) decision).attempt(), prompt);
            if (turn instanceof Answered answered) {
                ChatResponse response = answered.serve(plan);
                engine.checks().served(answered.attempt(), prompt, () -> Answers.text(response.getResults()));
                return response;
            }
            decision = ((Next) turn).decision();
        }
    }

    private Turn make(CallPlan plan, Attempt attempt, Prompt prompt) {
        AskedProviders asked;
        try {
            asked = AskedProviders.here(attempt.member().provider());
        } catch (IllegalStateException e) {
            plan.cancelled(attempt);
            throw e;
        }
        CallGuard guard = new CallGuard(engine, attempt, asked);
        long hedgeAfter = plan.hedgeAfterNanos(attempt);
        try {
            return hedgeAfter == Long.MAX_VALUE
                    ? alone(plan, attempt, guard.make(prompt, plan.refusalsAreAnswers()))
                    : new HedgedCall(engine, plan, prompt, guard).make(hedgeAfter);
        } catch (InterruptedException e) {
            plan.cancelled(attempt);
            throw interrupted();
        } catch (VirtualMachineError e) {
            plan.cancelled(attempt);
            throw e;
        }
    }

    private static Turn alone(CallPlan plan, Attempt attempt, CallResult result) {
        return result instanceof Answered answered
                ? answered
                : new Next(plan.failed(attempt, ((Failed) result).failure()));
    }

    private void await(CallPlan plan, long nanos) {
        CountDownLatch over = new CountDownLatch(1);
        Cancellable timer = engine.time().schedule(Duration.ofNanos(nanos), over::countDown);
        try {
            over.await();
        } catch (InterruptedException e) {
            timer.cancel();
            plan.abandoned();
            throw interrupted();
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("The calling thread was interrupted");
    }
}
