package io.github.llmfailover.sample.naive;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Puts the same trouble to the fallback that people write by hand and to the starter: the real clients, over sockets,
 * before providers that break on command. Requests are counted by the providers.
 */
public final class NaiveAndOurs {

    /** A second stands for two minutes: the clients' own 60 s are half a second here, and so for the rest. */
    private static final Duration LIMIT = Duration.ofMillis(500);

    private static final Load LOAD = new Load(10, 40, 120);

    private static final int STORM_CALLS = 40;

    private static final Path FILE = Path.of("target", "naive-fallback.md");

    private static final String STORY = "one two three four five six seven eight nine ten";

    /** The calls that come while the first provider hangs. */
    public record Outage(
            String who, double perSecond, long median, long worst, int waiting, int unanswered, int asked) {}

    /** The requests that calls make while both providers answer 500. */
    public record Storm(String who, int calls, int first, int second) {}

    /** How one thing that should not be treated as an outage ends, and the requests that both providers got. */
    public record Case(String what, String naive, String naiveRequests, String ours, String ourRequests) {}

    /** Everything that was measured. */
    public record Results(List<Outage> outages, List<Storm> storms, List<Case> cases) {

        /** The tables of the page. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add("| first provider hangs | answered a second, of %d | median | slowest | waiting for a thread |"
                            .formatted(LOAD.perSecond())
                    + " requests that hung |");
            lines.add("|---|---|---|---|---|---|");
            outages.forEach(each -> lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %,d ms | %,d ms | %d | %d |",
                    each.who,
                    each.perSecond,
                    each.median,
                    each.worst,
                    each.waiting,
                    each.asked)));
            lines.add("");
            lines.add("| %d calls while both answer 500 | requests at the first | at the second | for each call |"
                    .formatted(STORM_CALLS));
            lines.add("|---|---|---|---|");
            storms.forEach(each -> lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %.1f |",
                    each.who,
                    each.first,
                    each.second,
                    (double) (each.first + each.second) / each.calls)));
            lines.add("");
            lines.add("| what happens | by hand | requests | the starter | requests |");
            lines.add("|---|---|---|---|---|");
            cases.forEach(each -> lines.add("| %s | %s | %s | %s | %s |"
                    .formatted(each.what, each.naive, each.naiveRequests, each.ours, each.ourRequests)));
            return lines;
        }
    }

    private NaiveAndOurs() {}

    /** Does all of it; takes about fifteen seconds on a quiet machine, and leaves the tables in {@code target/naive-fallback.md}. */
    public static Results measure() throws InterruptedException {
        List<Outage> outages = new ArrayList<>();
        List<Storm> storms;
        List<Case> cases;
        try (TwoProviders naive = TwoProviders.naive(
                        "spring.ai.openai.timeout=" + LIMIT.toMillis() + "ms", "spring.ai.openai.max-retries=0");
                TwoProviders ours = TwoProviders.failover(
                        "llm.failover.timeout.response=" + LIMIT.toMillis() + "ms",
                        "llm.failover.circuit-breaker.open-duration=" + scaled(10),
                        "llm.failover.circuit-breaker.max-open-duration=" + scaled(60))) {
            outages.add(outage("`try` and `catch`", naive));
            outages.add(outage("the starter", ours));
        }
        try (TwoProviders naive = TwoProviders.naive();
                TwoProviders ours = TwoProviders.failover("llm.failover.when-unavailable=fail")) {
            cases = List.of(
                    call("a request that is invalid everywhere", Behavior.invalidRequest(), naive, ours),
                    call("the first provider refuses the content", Behavior.contentFiltered(), naive, ours),
                    stream("a stream ends after six of ten words", Behavior.endAfterTokens(6), naive, ours),
                    stream("a stream is reset after six of ten words", Behavior.resetAfterTokens(6), naive, ours));
            storms = List.of(storm("`try` and `catch`", naive), storm("the starter", ours));
        }
        Results results = new Results(outages, storms, cases);
        write(results);
        return results;
    }

    private static String scaled(int seconds) {
        return Duration.ofSeconds(seconds).dividedBy(120).toMillis() + "ms";
    }

    private static Outage outage(String who, TwoProviders providers) throws InterruptedException {
        Behavior quick = Behavior.responseDelay(Duration.ofMillis(25));
        providers.second().always(quick);
        providers.first().always(quick);
        // Classes are loaded and connections made before anything is measured.
        new Load(10, 100, 20).on(providers.model());
        providers.second().clearLog();
        providers.first().clearLog();
        providers.first().always(Behavior.hangBeforeHeaders());
        Load.Result result = LOAD.on(providers.model());
        return new Outage(
                who,
                result.perSecond(),
                result.median(),
                result.worst(),
                result.waiting(),
                result.unanswered(),
                providers.first().requestCount());
    }

    private static Storm storm(String who, TwoProviders providers) throws InterruptedException {
        reset(providers);
        providers.first().always(Behavior.serverError());
        providers.second().always(Behavior.serverError());
        // Enough threads, since the clients pause between their retries.
        new Load(STORM_CALLS, STORM_CALLS, STORM_CALLS).on(providers.model());
        return new Storm(
                who,
                STORM_CALLS,
                providers.first().requestCount(),
                providers.second().requestCount());
    }

    private static Case call(String what, Behavior behavior, TwoProviders naive, TwoProviders ours) {
        boolean everywhere = what.endsWith("everywhere");
        List<String> cells = new ArrayList<>();
        for (TwoProviders providers : List.of(naive, ours)) {
            reset(providers);
            providers.first().always(behavior);
            if (everywhere) {
                providers.second().always(behavior);
            }
            cells.add(ending(providers.model()));
            cells.add(providers.requests());
        }
        return new Case(what, cells.get(0), cells.get(1), cells.get(2), cells.get(3));
    }

    private static String ending(ChatModel model) {
        try {
            model.call(new Prompt("Explain failover."));
            return "an answer of the second";
        } catch (RuntimeException e) {
            return "`" + e.getClass().getSimpleName() + "`";
        }
    }

    private static Case stream(String what, Behavior behavior, TwoProviders naive, TwoProviders ours) {
        List<String> cells = new ArrayList<>();
        for (TwoProviders providers : List.of(naive, ours)) {
            reset(providers);
            providers.first().next(behavior);
            cells.add(words(providers.model()));
            cells.add(providers.requests());
        }
        return new Case(what, cells.get(0), cells.get(1), cells.get(2), cells.get(3));
    }

    /** What a reader has in the end who puts together all that comes. */
    private static String words(ChatModel model) {
        StringBuilder text = new StringBuilder();
        String ending;
        try {
            for (ChatResponse chunk : model.stream(new Prompt("Count.")).toIterable()) {
                if (chunk.getResult() != null && chunk.getResult().getOutput().getText() != null) {
                    text.append(chunk.getResult().getOutput().getText());
                }
            }
            ending = "no error";
        } catch (RuntimeException e) {
            ending = "`" + e.getClass().getSimpleName() + "`";
        }
        int words = text.toString().strip().split("\\s+").length;
        String shape = text.toString().equals(STORY) ? "the ten words" : words + " words for ten";
        return shape + ", " + ending;
    }

    private static void reset(TwoProviders providers) {
        for (var each : List.of(providers.first(), providers.second())) {
            each.heal();
            each.clearLog();
            each.answers(Answer.text(STORY));
        }
    }

    private static void write(Results results) {
        try {
            Files.createDirectories(FILE.getParent());
            Files.write(FILE, results.lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
