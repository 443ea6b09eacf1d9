package io.github.llmfailover.benchmarks;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** Two providers, the second of which carries on what the first has begun. A stream is known by its question. */
final class CutWire {

    private final Map<String, InterruptedAnswer> answers = new ConcurrentHashMap<>();

    private final AtomicInteger questions = new AtomicInteger();

    /** Returns a question that nobody has asked yet. */
    String add(InterruptedAnswer answer) {
        String question = "Question " + questions.incrementAndGet();
        answers.put(question, answer);
        return question;
    }

    void remove(String question) {
        answers.remove(question);
    }

    Flux<ChatResponse> first(Prompt prompt) {
        Publisher<ChatResponse> answer = answer(prompt)::begin;
        return Flux.from(answer);
    }

    Flux<ChatResponse> second(Prompt prompt) {
        Publisher<ChatResponse> answer = answer(prompt)::carryOn;
        return Flux.from(answer);
    }

    private InterruptedAnswer answer(Prompt prompt) {
        String question = Objects.requireNonNull(prompt.getInstructions().get(0).getText());
        return Objects.requireNonNull(answers.get(question), question);
    }
}
