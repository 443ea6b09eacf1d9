package io.github.llmfailover.sample;

import io.github.llmfailover.FailoverException;
import io.github.llmfailover.chat.FailoverChatClient;
import io.github.llmfailover.chat.StreamedPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;

/**
 * One answer as server-sent events: {@code provider} before the first piece and wherever another provider goes on, {@code
 * token} for each piece, {@code restart} where another provider answers anew, so that what is shown is void; then {@code
 * done} with who served, or {@code error} where the answer broke off. The pieces are JSON because the format of
 * server-sent events eats a leading space.
 */
final class AnswerEvents {

    private @Nullable String writer;

    private AnswerEvents() {}

    static Flux<ServerSentEvent<Object>> of(Flux<ChatResponse> stream) {
        return Flux.defer(() -> {
            AnswerEvents events = new AnswerEvents();
            return FailoverChatClient.parts(stream).concatMapIterable(events::of);
        });
    }

    /** The event that says why an answer ended before its end; empty where it was nothing of the failover layer. */
    static @Nullable ServerSentEvent<Object> brokenOff(Throwable error) {
        FailoverException failure = Problems.in(error);
        return failure == null ? null : event("error", Problems.of(failure));
    }

    private List<ServerSentEvent<Object>> of(StreamedPart part) {
        if (part instanceof StreamedPart.Text text) {
            List<ServerSentEvent<Object>> events = new ArrayList<>(2);
            if (text.provider() != null && !Objects.equals(text.provider(), writer)) {
                writer = text.provider();
                events.add(event("provider", Map.of("provider", text.provider())));
            }
            events.add(event("token", Map.of("text", text.text())));
            return events;
        }
        return List.of(
                part instanceof StreamedPart.End end
                        ? event("done", Reply.of(end.report(), null))
                        : event("restart", Map.of()));
    }

    static ServerSentEvent<Object> event(String name, Object data) {
        return ServerSentEvent.builder(data).event(name).build();
    }
}
