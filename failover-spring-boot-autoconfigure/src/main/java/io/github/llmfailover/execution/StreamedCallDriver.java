package io.github.llmfailover.execution;

import io.github.llmfailover.plan.CallPlan;
import java.util.concurrent.CancellationException;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Serves a blocking call by a stream inside, so that a provider that has gone silent is noticed at the first-token and
 * stall limits. What a stream does not carry, such as audio or a second generation, such a call does not return either.
 */
public final class StreamedCallDriver {

    private final Engine engine;

    /** Creates a driver. */
    public StreamedCallDriver(Engine engine) {
        this.engine = engine;
    }

    /**
     * Serves a call.
     *
     * @param plan the call's plan, not yet begun
     * @param prompt the caller's prompt
     * @return the whole answer, with the report in its metadata; without the model's reasoning
     * @throws io.github.llmfailover.FailoverException where no provider served
     * @throws CancellationException where the calling thread was interrupted; its interrupt flag is set
     */
    public ChatResponse call(CallPlan plan, Prompt prompt) {
        CollectedAnswer answer = new CollectedAnswer(Workers.SNAPSHOTS.captureAll());
        new StreamCall(engine, plan, prompt, answer).begin();
        try {
            return answer.await();
        } catch (InterruptedException e) {
            answer.cancel();
            Thread.currentThread().interrupt();
            throw new CancellationException("The calling thread was interrupted");
        }
    }
}
