package io.github.llmfailover.execution;

import io.github.llmfailover.plan.CallPlan;
import java.util.function.Function;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.ContextView;

/** Carries out the plan of a stream. Each subscriber gets a call of its own. */
public final class StreamingDriver {

    private final Engine engine;

    /** Creates a driver. */
    public StreamingDriver(Engine engine) {
        this.engine = engine;
    }

    /**
     * Serves a stream.
     *
     * @param plan makes the plan of one call, when a subscriber comes, from that subscriber's context
     * @param prompt the caller's prompt
     * @return the answer's parts; ends in a {@link io.github.llmfailover.FailoverException} where no provider served it
     *     whole
     */
    public Flux<ChatResponse> stream(Function<ContextView, CallPlan> plan, Prompt prompt) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ChatResponse> subscriber) {
                new StreamCall(engine, plan.apply(subscriber.currentContext()), prompt, subscriber).begin();
            }
        };
    }
}
