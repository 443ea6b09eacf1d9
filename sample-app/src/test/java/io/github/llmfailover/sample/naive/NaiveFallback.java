package io.github.llmfailover.sample.naive;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** What not to do: {@code docs/pattern.md} shows it, and how it breaks. */
final class NaiveFallback implements ChatModel {

    private final ChatModel first;

    private final ChatModel second;

    NaiveFallback(ChatModel first, ChatModel second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public ChatResponse call(Prompt prompt) {
        try {
            return first.call(prompt);
        } catch (Exception e) {
            return second.call(prompt);
        }
    }

    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        return first.stream(prompt).onErrorResume(e -> second.stream(prompt));
    }
}
