package io.github.llmfailover.chat;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/**
 * A client of the user's own.
 *
 * @param calls what a call does
 * @param streams what a stream does
 */
public record FakeModel(Supplier<@Nullable ChatResponse> calls, Supplier<@Nullable Flux<ChatResponse>> streams)
        implements ChatModel {

    public static FakeModel answering(String text) {
        return new FakeModel(() -> whole(text), () -> Flux.just(part(text), last()));
    }

    public static FakeModel calling(Supplier<@Nullable ChatResponse> calls) {
        return new FakeModel(calls, Flux::empty);
    }

    public static FakeModel streaming(Supplier<@Nullable Flux<ChatResponse>> streams) {
        return new FakeModel(() -> null, streams);
    }

    public static ChatResponse whole(String text) {
        return new ChatResponse(List.of(new Generation(
                new AssistantMessage(text),
                ChatGenerationMetadata.builder().finishReason("stop").build())));
    }

    public static ChatResponse part(String text) {
        return new ChatResponse(List.of(new Generation(new AssistantMessage(text))));
    }

    public static ChatResponse last() {
        return whole("");
    }

    @Override
    @SuppressWarnings("NullAway") // A client of the user's may break its promise.
    public ChatResponse call(Prompt prompt) {
        return calls.get();
    }

    @Override
    @SuppressWarnings("NullAway") // A client of the user's may break its promise.
    public Flux<ChatResponse> stream(Prompt prompt) {
        return streams.get();
    }
}
