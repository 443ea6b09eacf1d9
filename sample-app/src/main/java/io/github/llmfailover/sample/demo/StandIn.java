package io.github.llmfailover.sample.demo;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.RecordedRequest;
import java.util.List;
import java.util.Locale;

/**
 * A model that has one thing to say, and more of it where it is asked to explain, and that repeats what follows {@code
 * say}. Told to go on with what another stand-in began, it does, as a real model would: from the words that it was given,
 * and in the sense of what was said.
 */
record StandIn(String vendor) {

    private static final List<String> VENDORS = List.of("OpenAI", "Anthropic", "Ollama");

    private static final String LINES = "---";

    private static final String SAY = "say ";

    Answer answer(RecordedRequest request) {
        List<RecordedRequest.Message> messages = request.messages();
        String last = messages.get(messages.size() - 1).text();
        int lines = last.indexOf(LINES);
        if (messages.size() < 3 || lines < 0) {
            return Answer.text(text(vendor, last));
        }
        String question = messages.get(messages.size() - 3).text();
        String begun = messages.get(messages.size() - 2).text();
        String lastWords =
                last.substring(lines + LINES.length(), last.lastIndexOf(LINES)).strip();
        return VENDORS.stream()
                .map(vendor -> text(vendor, question))
                .filter(text -> text.startsWith(begun))
                .map(text -> text.substring(Math.max(0, text.lastIndexOf(lastWords, begun.length()))))
                .findFirst()
                .map(Answer::text)
                .orElseGet(() -> Answer.text(text(vendor, question)));
    }

    private static String text(String vendor, String question) {
        if (question.regionMatches(true, 0, SAY, 0, SAY.length())) {
            return question.substring(SAY.length());
        }
        String lower = question.toLowerCase(Locale.ROOT);
        return brief(vendor) + (lower.contains("explain") ? "\n\n" + more() : "");
    }

    private static String brief(String vendor) {
        return """
                I am the stand-in for %s; no real model was asked. When too many calls to a provider fail, its circuit \
                breaker opens, and nobody waits for that provider any longer. Later a few calls are let through, and once \
                they succeed it serves again.""".formatted(vendor);
    }

    private static String more() {
        return """
                Where a provider fails before its first word, you notice nothing but a moment's delay: the next one in the \
                chain is asked the same question. Where it fails in the middle of its answer, the next one is shown what you \
                have read so far and asked to go on from there. The words that it repeats are cut off at the seam, so that \
                no word is missing and none comes twice.

                Which failures count against a provider is decided by their kind. An overloaded server and a silent one do; \
                a rejected key, a used-up quota and a question that is too long do not, since the provider can do nothing \
                about them. A provider that asks to be left alone rests for as long as it says.

                You can see all of this here: slow the words down, ask again, and take the provider away while it is \
                talking.""";
    }
}
