package io.github.llmfailover.bench;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.test.RecordedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The one provider of the bench: sixty words for whatever it is asked, unless the model's name picks a fault. */
final class Provider implements AutoCloseable {

    static final int WORDS = 60;

    static final String ANSWER = wordsFrom(1);

    /** What each model reports as the tokens of the prompt, so that one can tell whose usage a client is told. */
    static final int INPUT_OF_FIRST = 7;

    static final int INPUT_OF_FALLBACK = 11;

    private static final Pattern WORD = Pattern.compile("word(\\d+)");

    private final ProviderSimulator simulator;

    private final Map<String, Course> courses = new ConcurrentHashMap<>();

    /** How it has gone with one model. */
    private static final class Course {
        private final Trouble trouble;
        private int requests;
        private Instant first = Instant.MAX;

        private Course(Trouble trouble) {
            this.trouble = trouble;
        }

        private synchronized Behavior next(Instant at) {
            first = requests == 0 ? at : first;
            return trouble.next(requests++, Duration.between(first, at));
        }
    }

    Provider(FastTime time, List<Case> cases) {
        simulator = ProviderSimulator.builder().name("bench").time(time).start();
        Map<String, Case> fallbacks =
                cases.stream().collect(Collectors.toMap(Case::fallbackModel, Function.identity()));
        cases.forEach(played -> {
            courses.put(played.model(), new Course(played.trouble()));
            courses.put(played.fallbackModel(), new Course(played.fallback()));
        });
        simulator.always(request -> {
            Course course = courses.get(request.model());
            return course == null ? Behavior.healthy() : course.next(request.receivedAt());
        });
        simulator.answers(request -> {
            Case served = fallbacks.get(request.model());
            String text = served != null && served.goesOn() ? wordsFrom(firstWordOf(request)) : ANSWER;
            return Answer.text(text)
                    .withUsage(served == null ? INPUT_OF_FIRST : INPUT_OF_FALLBACK, text.split(" ").length);
        });
    }

    /** The word that an instruction to go on wants repeated first; the beginning for any other request. */
    private static int firstWordOf(RecordedRequest request) {
        List<RecordedRequest.Message> messages = request.messages();
        Matcher word = WORD.matcher(messages.get(messages.size() - 1).text());
        return word.find() ? Integer.parseInt(word.group(1)) : 1;
    }

    private static String wordsFrom(int first) {
        return IntStream.rangeClosed(first, WORDS).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    }

    String baseUrl() {
        return simulator.baseUrl();
    }

    /** Returns what a model was asked, in the order of arrival. */
    List<RecordedRequest> requests(String model) {
        return simulator.requests().stream()
                .filter(request -> request.model().equals(model))
                .toList();
    }

    /** Waits until every answer has been given up or given, and noted. */
    void awaitEnd() {
        simulator.awaitNoOpenExchanges(Duration.ofSeconds(60));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
