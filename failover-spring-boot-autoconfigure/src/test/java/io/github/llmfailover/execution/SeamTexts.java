package io.github.llmfailover.execution;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Answers such as models write, made up at random. */
final class SeamTexts {
    private static final Arbitrary<String> WORD =
            Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(11);
    private static final Arbitrary<String> NUMBER = Arbitraries.integers()
            .between(0, 9_999_999)
            .map(n -> n % 3 == 0 ? String.format(Locale.ROOT, "%,d", n) : n / 100.0 + "");

    private SeamTexts() {}

    /** Texts that repeat themselves no more than by chance. */
    static Arbitrary<String> varied() {
        return Arbitraries.oneOf(prose(), speech(), markdown(), code(), cjk(), accented(), emoji(), numbers());
    }

    static Arbitrary<String> any() {
        return Arbitraries.frequencyOf(Tuple.of(4, varied()), Tuple.of(2, repetitive()));
    }

    static Arbitrary<String> prose() {
        return joined(sentence(), 1, 14, " ");
    }

    static Arbitrary<String> speech() {
        return joined(sentence().map(said -> "\"" + said + "\" he said.\n"), 1, 9, "\n");
    }

    static Arbitrary<String> markdown() {
        Arbitrary<String> heading = words(1, 5).map(words -> "## " + words);
        Arbitrary<String> items = joined(words(2, 8), 1, 5, "**\n- *x* ").map(list -> "- **" + list);
        return joined(Arbitraries.oneOf(heading, items, table(), sentence(), code()), 1, 9, "\n\n");
    }

    static Arbitrary<String> table() {
        Arbitrary<String> row =
                joined(Arbitraries.oneOf(words(1, 3), NUMBER), 3, 3, " | ").map(cells -> "| " + cells + " |");
        return joined(row, 1, 6, "\n").map(rows -> "| a | b | c |\n|---|---|---|\n" + rows);
    }

    static Arbitrary<String> code() {
        Arbitrary<String> line =
                words(2, 5).map(words -> "    int " + words.replace(' ', '_') + " = call(" + words.length() + ");");
        return joined(line, 1, 9, "\n").map(lines -> "```java\nvoid run() {\n" + lines + "\n}\n```");
    }

    static Arbitrary<String> cjk() {
        return Arbitraries.strings()
                .withCharRange('\u4e00', '\u9fff')
                .withChars("，。、「」")
                .ofMinLength(1)
                .ofMaxLength(300)
                .withLengthDistribution(RandomDistribution.uniform());
    }

    /** Letters with marks, put together and taken apart, in Latin, Greek and Cyrillic script. */
    static Arbitrary<String> accented() {
        Arbitrary<String> word = Arbitraries.of(
                        "é", "e\u0301", "ß", "ñ", "İ", "ı", "ο\u0301", "Σ", "ς", "ж", "й", "и\u0306", "a", "n", "t")
                .list()
                .ofMinSize(1)
                .ofMaxSize(7)
                .map(letters -> String.join("", letters));
        return joined(word, 1, 60, " ");
    }

    static Arbitrary<String> emoji() {
        Arbitrary<String> face =
                Arbitraries.integers().between(0x1F600, 0x1F64F).map(Character::toString);
        return joined(
                Arbitraries.frequencyOf(
                        Tuple.of(2, WORD), Tuple.of(1, face), Tuple.of(1, face.map(f -> f + "\u200d" + f))),
                1,
                60,
                " ");
    }

    static Arbitrary<String> numbers() {
        return joined(NUMBER, 1, 50, ", ");
    }

    static Arbitrary<String> repetitive() {
        Arbitrary<String> part = Arbitraries.oneOf(
                Arbitraries.of(List.of("ha ", "-", "0, ", "no no ", "    }\n", "😀", "哈")),
                words(1, 3).map(w -> w + " "),
                sentence());
        return part.flatMap(p -> Arbitraries.integers().between(2, 60).map(n -> p.repeat(n)))
                .flatMap(rep ->
                        Arbitraries.oneOf(Arbitraries.just(""), words(1, 9)).map(lead -> lead + rep))
                .flatMap(text ->
                        Arbitraries.oneOf(Arbitraries.just(""), words(1, 9)).map(end -> text + end));
    }

    private static Arbitrary<String> sentence() {
        return Arbitraries.oneOf(words(3, 14), words(2, 9).map(w -> w + " of 1,250.75"))
                .map(w -> Character.toUpperCase(w.charAt(0)) + w.substring(1) + ".");
    }

    private static Arbitrary<String> words(int min, int max) {
        return joined(WORD, min, max, " ");
    }

    private static Arbitrary<String> joined(Arbitrary<String> parts, int min, int max, String separator) {
        return parts.list()
                .ofMinSize(min)
                .ofMaxSize(max)
                .withSizeDistribution(RandomDistribution.uniform())
                .map(list -> String.join(separator, list));
    }
}
