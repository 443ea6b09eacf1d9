package io.github.llmfailover.simulation;

import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.List;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** A client of a simulated provider for background probes. What callers ask goes by no client. */
final class ProbeClient implements ChatModel {

    private static final ChatResponse ANSWER = new ChatResponse(List.of(new Generation(
            new AssistantMessage("pong"),
            ChatGenerationMetadata.builder().finishReason("stop").build())));

    /** What a client would throw. */
    private static final class Thrown extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final FailureKind kind;

        private Thrown(FailureKind kind) {
            super(kind.name(), null, false, false);
            this.kind = kind;
        }
    }

    private final SimulatedProvider provider;

    private final VirtualTime time;

    ProbeClient(SimulatedProvider provider, VirtualTime time) {
        this.provider = provider;
        this.time = time;
    }

    static Failure failure(Throwable thrown) {
        return Failure.of(thrown instanceof Thrown ours ? ours.kind : FailureKind.UNKNOWN, thrown);
    }

    @Override
    public ChatResponse call(Prompt prompt) {
        throw new AssertionError("The simulation has no wire");
    }

    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        return Flux.create(sink -> {
            Fate fate = provider.fate(null, time.elapsed().toNanos());
            boolean halfOpen = provider.watch().state() == State.HALF_OPEN;
            if (halfOpen) {
                provider.watch().halfOpenBegan();
            }
            int generation = provider.watch().generation();
            provider.underWay(1);
            sink.onDispose(() -> {
                provider.underWay(-1);
                if (halfOpen) {
                    provider.watch().halfOpenEnded(generation);
                }
            });
            FailureKind failure = fate.failure();
            if (fate.afterNanos() == Fate.NEVER) {
                return;
            }
            time.schedule(Duration.ofNanos(fate.afterNanos()), () -> {
                if (failure != null) {
                    sink.error(new Thrown(failure));
                } else {
                    sink.next(ANSWER);
                    sink.complete();
                }
            });
        });
    }
}
