package io.github.llmfailover.gateway;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Mono;

/**
 * Blocking calls beside the event loop. They are calls rather than collected streams, because a stream loses what only
 * whole answers carry: log probabilities, audio, a second choice, some providers' usage.
 */
final class WorkerCalls {

    private static final ContextSnapshotFactory SNAPSHOTS =
            ContextSnapshotFactory.builder().build();

    private final ChatModel model;

    private final Executor workers;

    /**
     * Creates calls.
     *
     * @param model who answers
     * @param workers where a call may block; how many there are at once is bounded by the gate
     */
    WorkerCalls(ChatModel model, Executor workers) {
        this.model = model;
        this.workers = workers;
    }

    /** Calls when subscribed to; cancelling interrupts the call, which closes the provider's connection. */
    Mono<ChatResponse> call(Prompt prompt) {
        return Mono.create(sink -> {
            ContextSnapshot snapshot = SNAPSHOTS.captureFrom(sink.contextView());
            FutureTask<Void> call = new FutureTask<>(
                    () -> {
                        try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
                            sink.success(model.call(prompt));
                        } catch (RuntimeException | Error e) {
                            sink.error(e);
                        }
                    },
                    null);
            sink.onCancel(() -> call.cancel(true));
            workers.execute(call);
        });
    }
}
