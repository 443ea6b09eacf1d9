package io.github.llmfailover.execution;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Answers such as models write, made up at random. */
final class SeamTexts {
    private static final Arbitrary<String> WORD = Arbitraries.strings()
            .withCharRange('a', 'z')
            .ofMinLength(1)
            .ofMaxLength(11)
            .map(word -> word);
    private static final Arbitrary<String> NUMBER = Arbitraries.integers()
            .between(0, 9_999_999)
            .map(n -> n % 3 == 0 ? String.format("%,d", n) : n / 100.0 + "");

    private SeamTexts() {}

    static Arbitrary<String> varied() {
        return Arbitraries.oneOf(prose(), markdown(), code(), cjk(), emoji(), numbers());
    }

    static Arbitrary<String> any() {
        return Arbitraries.frequencyOf(Tuple.of(4, varied()), Tuple.of(2, repetitive()));
    }

    static Arbitrary<String> prose() {
        return sentence().list().ofMinSize(1).ofMaxSize(14).map(list -> String.join(" ", list));
    }

    static Arbitrary<String> markdown() {
        Arbitrary<String> heading = words(1, 5).map(words -> "## " + words);
        Arbitrary<String> items =
                words(2, 8).list().ofMinSize(1).ofMaxSize(5).map(list -> "- **" + String.join("**\n- *x* ", list));
        Arbitrary<String> table =
                words(1, 3).list().ofMinSize(2).ofMaxSize(6).map(list -> "| " + String.join(" | ", list) + " |");
        return Arbitraries.oneOf(heading, items, table, sentence(), code())
                .list()
                .ofMinSize(1)
                .ofMaxSize(9)
                .map(list -> String.join("\n\n", list));
    }

    static Arbitrary<String> code() {
        Arbitrary<String> line =
                words(2, 5).map(words -> "    int " + words.replace(' ', '_') + " = call(" + words.length() + ");");
        return line.list()
                .ofMinSize(1)
                .ofMaxSize(9)
                .map(list -> "```java\nvoid run() {\n" + String.join("\n", list) + "\n}\n```");
    }

    static Arbitrary<String> cjk() {
        return Arbitraries.strings()
                .withCharRange('\u4e00', '\u9fff')
                .withChars("，。、「」")
                .ofMinLength(1)
                .ofMaxLength(300);
    }

    static Arbitrary<String> emoji() {
        Arbitrary<String> face =
                Arbitraries.integers().between(0x1F600, 0x1F64F).map(Character::toString);
        return Arbitraries.frequencyOf(
                        Tuple.of(2, WORD), Tuple.of(1, face), Tuple.of(1, face.map(f -> f + "\u200d" + f)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60)
                .map(list -> String.join(" ", list));
    }

    static Arbitrary<String> numbers() {
        return NUMBER.list().ofMinSize(1).ofMaxSize(50).map(list -> String.join(", ", list));
    }

    static Arbitrary<String> repetitive() {
        Arbitrary<String> part = Arbitraries.oneOf(
                Arbitraries.of(List.of("ha ", "-", "0, ", "no no ", "    }\n", "😀", "哈")),
                words(1, 3).map(w -> w + " "));
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
        return WORD.list().ofMinSize(min).ofMaxSize(max).map(list -> String.join(" ", list));
    }
}
