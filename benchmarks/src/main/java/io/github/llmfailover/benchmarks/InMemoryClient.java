package io.github.llmfailover.benchmarks;

import java.util.function.Function;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;
import reactor.core.publisher.Flux;

/** A client that has its answers ready, and the options of a real one. Answers with an error while it is down. */
final class InMemoryClient implements ChatModel {

    private final ChatOptions options = OpenAiChatOptions.builder()
            .model("gpt-5.4-mini")
            .temperature(0.7)
            .maxTokens(1024)
            .build();

    private final ChatResponse answer;

    private final Function<Prompt, Flux<ChatResponse>> stream;

    private volatile boolean down;

    InMemoryClient(ChatResponse answer, Flux<ChatResponse> chunks) {
        this(answer, prompt -> chunks);
    }

    InMemoryClient(ChatResponse answer, Function<Prompt, Flux<ChatResponse>> stream) {
        this.answer = answer;
        this.stream = stream;
    }

    void goDown() {
        down = true;
    }

    @Override
    public ChatResponse call(Prompt prompt) {
        if (down) {
            throw new IllegalStateException("down");
        }
        return answer;
    }

    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        return down ? Flux.error(new IllegalStateException("down")) : stream.apply(prompt);
    }

    @Override
    public ChatOptions getOptions() {
        return options;
    }
}
