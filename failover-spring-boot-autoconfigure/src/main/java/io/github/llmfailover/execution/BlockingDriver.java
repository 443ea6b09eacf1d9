package io.github.llmfailover.execution;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.plan.CallPlan;
import io.github.llmfailover.plan.Decision;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.time.TimeSource.Cancellable;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.Usage;
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
            Attempt attempt = ((Ask) decision).attempt();
            Outcome outcome = make(plan, attempt, prompt);
            ChatResponse response = outcome.response();
            if (response != null) {
                return served(plan, attempt, response);
            }
            decision = plan.failed(attempt, outcome.failure());
        }
    }

    private Outcome make(CallPlan plan, Attempt attempt, Prompt prompt) {
        CallGuard guard = new CallGuard(engine, attempt);
        try {
            ChatResponse response = guard.call(prompt);
            Failure flaw = AnswerCheck.flawOf(response, plan.refusalsAreAnswers());
            return flaw == null ? new Outcome(response, null) : new Outcome(null, flaw);
        } catch (InterruptedException e) {
            plan.cancelled(attempt);
            throw interrupted();
        } catch (VirtualMachineError e) {
            plan.cancelled(attempt);
            throw e;
        } catch (Throwable e) {
            return new Outcome(null, guard.failureOf(e));
        }
    }

    private static ChatResponse served(CallPlan plan, Attempt attempt, ChatResponse response) {
        Usage usage = response.getMetadata().getUsage();
        String model = response.getMetadata().getModel();
        FailoverReport report = plan.succeeded(
                attempt, model.isEmpty() ? null : model, usage.getPromptTokens(), usage.getCompletionTokens());
        return new ChatResponse(
                response.getResults(), new ServedMetadata(response.getMetadata(), ServedMetadata.keys(report)));
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

    /** Exactly one of the two is there. */
    private record Outcome(
            @Nullable ChatResponse response, @Nullable Failure thrown) {

        Failure failure() {
            return thrown != null ? thrown : Failure.of(FailureKind.UNKNOWN);
        }
    }
}
