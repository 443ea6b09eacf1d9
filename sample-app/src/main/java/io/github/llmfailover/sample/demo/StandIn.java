package io.github.llmfailover.sample.demo;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.RecordedRequest;
import java.util.List;

/**
 * A model that has one thing to say. Told to go on with what another stand-in began, it does, as a real model would:
 * from the words that it was given, and in the sense of what was said.
 */
record StandIn(String vendor) {

    private static final List<String> VENDORS = List.of("OpenAI", "Anthropic", "Ollama");

    private static final String LINES = "---";

    Answer answer(RecordedRequest request) {
        List<RecordedRequest.Message> messages = request.messages();
        String question = messages.get(messages.size() - 1).text();
        int lines = question.indexOf(LINES);
        if (messages.size() < 2 || lines < 0) {
            return Answer.text(text(vendor));
        }
        String begun = messages.get(messages.size() - 2).text();
        String lastWords = question.substring(lines + LINES.length(), question.lastIndexOf(LINES))
                .strip();
        return VENDORS.stream()
                .map(StandIn::text)
                .filter(text -> text.startsWith(begun))
                .map(text -> text.substring(text.lastIndexOf(lastWords, begun.length())))
                .findFirst()
                .map(Answer::text)
                .orElseGet(() -> Answer.text(text(vendor)));
    }

    private static String text(String vendor) {
        return """
                I am the stand-in for %s; no real model was asked. When too many calls to a provider fail, its circuit \
                breaker opens, and nobody waits for that provider any longer. Later a few calls are let through, and once \
                they succeed it serves again.""".formatted(vendor);
    }
}
