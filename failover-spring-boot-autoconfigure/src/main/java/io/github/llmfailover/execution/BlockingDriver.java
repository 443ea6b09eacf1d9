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
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
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
            Answered answered = outcome.answered();
            if (answered != null) {
                return served(plan, attempt, answered);
            }
            decision = plan.failed(attempt, outcome.failure());
        }
    }

    private Outcome make(CallPlan plan, Attempt attempt, Prompt prompt) {
        AskedProviders asked;
        try {
            asked = AskedProviders.here(attempt.member().provider());
        } catch (IllegalStateException e) {
            plan.cancelled(attempt);
            throw e;
        }
        CallGuard guard = new CallGuard(engine, attempt, asked);
        try {
            ChatResponse response = guard.call(prompt);
            Failure flaw = AnswerCheck.flawOf(response, plan.refusalsAreAnswers());
            return response != null && flaw == null
                    ? new Outcome(Answered.by(attempt, response), null)
                    : new Outcome(null, flaw);
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

    private static ChatResponse served(CallPlan plan, Attempt attempt, Answered answered) {
        attempt.delivers(answered.chars());
        FailoverReport report =
                plan.succeeded(attempt, answered.model(), answered.inputTokens(), answered.outputTokens());
        return new ChatResponse(
                answered.generations(), new ServedMetadata(answered.metadata(), ServedMetadata.keys(report)));
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
            @Nullable Answered answered, @Nullable Failure thrown) {

        Failure failure() {
            return thrown != null ? thrown : Failure.of(FailureKind.UNKNOWN);
        }
    }

    /** An answer, read as a whole before the attempt counts as a success: a client may have made it badly. */
    private record Answered(
            List<Generation> generations,
            ChatResponseMetadata metadata,
            @Nullable String model,
            int inputTokens,
            int outputTokens,
            int chars) {

        static Answered by(Attempt attempt, ChatResponse response) {
            return new Answered(
                    ServedAnswer.writtenBy(attempt.member().name(), response.getResults()),
                    response.getMetadata(),
                    Answers.model(response),
                    Answers.inputTokens(response),
                    Answers.outputTokens(response),
                    Answers.chars(response));
        }
    }
}
