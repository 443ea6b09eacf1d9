package io.github.llmfailover.execution;

import java.util.function.BinaryOperator;

/** Ways in which a model that knows the whole answer goes on with it, when asked to begin with its last words. */
enum ScriptedModel {
    AS_TOLD(99, (delivered, rest) -> anchor(delivered) + rest),
    FROM_THE_LAST_SENTENCE(99, (delivered, rest) -> lastSentence(delivered) + rest),
    FROM_A_WORD_EARLIER(98, (delivered, rest) -> wordEarlier(delivered) + rest),
    FROM_THE_BEGINNING(99, (delivered, rest) -> delivered + rest),
    WITH_LESS_THAN_THE_ANCHOR(60, (delivered, rest) -> withoutFirstWord(anchor(delivered)) + rest),
    WITH_A_CAPITAL(98, (delivered, rest) -> capital(anchor(delivered)) + rest),
    IN_LOWER_CASE(90, (delivered, rest) -> lower(anchor(delivered)) + rest),
    AFTER_A_SPACE(99, (delivered, rest) -> " " + anchor(delivered) + rest),
    AFTER_EMPTY_LINES(99, (delivered, rest) -> "\n\n" + anchor(delivered) + rest),
    WITH_OTHER_SPACES(98, (delivered, rest) -> anchor(delivered).replaceAll("(?<=\\S) (?=\\S)", "\n") + rest),
    AFTER_A_REMARK(96, (delivered, rest) -> "Sure, continuing:\n\n" + anchor(delivered) + rest),
    AFTER_A_REMARK_ON_THE_LINE(96, (delivered, rest) -> "Sure, continuing: " + anchor(delivered) + rest),
    AFTER_A_REMARK_WITH_A_CAPITAL(90, (delivered, rest) -> "Of course!\n" + capital(anchor(delivered)) + rest),
    AFTER_AN_ELLIPSIS(97, (delivered, rest) -> "..." + anchor(delivered) + rest),
    IN_A_FENCE(50, (delivered, rest) -> "```\n" + anchor(delivered) + rest + "\n```"),
    IN_QUOTES(50, (delivered, rest) -> '"' + anchor(delivered) + rest + '"'),
    AFTER_THE_FENCE_THAT_IS_OPEN(0, (delivered, rest) -> "```java\n" + anchor(delivered) + rest),
    AFTER_QUOTING(0, (delivered, rest) -> "From \"" + anchor(delivered) + "\":\n\n" + anchor(delivered) + rest),
    AFTER_AN_ECHO(0, (delivered, rest) -> anchor(delivered) + "\n\n" + anchor(delivered) + rest),
    AFTER_AN_ECHO_WITH_DOTS(0, (delivered, rest) -> anchor(delivered) + "...\n\n" + anchor(delivered) + rest),
    AFTER_A_REMARK_AND_AN_ECHO(
            0, (delivered, rest) -> "Sure:\n" + anchor(delivered) + "\n\n" + anchor(delivered) + rest),
    REPHRASING(0, (delivered, rest) -> "In other words, " + reverse(anchor(delivered)) + rest),
    SKIPPING_A_WORD(0, (delivered, rest) -> withoutMiddleWord(anchor(delivered)) + rest),
    ERRING_IN_A_WORD(0, (delivered, rest) -> withSlip(anchor(delivered)) + rest),
    WITHOUT_THE_ANCHOR(0, (delivered, rest) -> rest),
    SILENT(0, (delivered, rest) -> ""),
    ASTRAY(0, (delivered, rest) -> "I am sorry, but I see no text that was to be continued. What would you like?");

    /** How many of a hundred texts that are long enough and do not repeat themselves must join, at the least. */
    final int share;

    private final BinaryOperator<String> way;

    ScriptedModel(int share, BinaryOperator<String> way) {
        this.share = share;
        this.way = way;
    }

    String continues(String delivered, String rest) {
        return way.apply(delivered, rest);
    }

    /** The anchor, with the half of a surrogate pair that no request can carry and the model puts right. */
    private static String anchor(String delivered) {
        String anchor = Seam.anchorOf(delivered);
        return Words.endsInHalfPair(delivered) ? anchor + delivered.charAt(delivered.length() - 1) : anchor;
    }

    private static String lastSentence(String delivered) {
        int start = delivered.lastIndexOf(
                ". ", Math.max(0, delivered.length() - anchor(delivered).length() - 2));
        return delivered.substring(start < 0 ? 0 : start + 2);
    }

    private static String wordEarlier(String delivered) {
        int anchor = delivered.length() - anchor(delivered).length();
        return delivered.substring(delivered.lastIndexOf(' ', Math.max(0, anchor - 2)) + 1);
    }

    private static String withoutFirstWord(String anchor) {
        return anchor.strip().indexOf(' ') < 0 ? "No words. " : anchor.substring(anchor.indexOf(' ') + 1);
    }

    private static String withoutMiddleWord(String anchor) {
        String[] words = anchor.split(" ", -1);
        words[words.length / 2] = "";
        return words.length < 4 ? "No words. " : String.join(" ", words);
    }

    private static String withSlip(String anchor) {
        return anchor.substring(0, anchor.length() / 2) + "q?" + anchor.substring(anchor.length() / 2);
    }

    private static String capital(String anchor) {
        return anchor.isEmpty() ? "" : Character.toUpperCase(anchor.charAt(0)) + anchor.substring(1);
    }

    private static String lower(String anchor) {
        return anchor.isEmpty() ? "" : Character.toLowerCase(anchor.charAt(0)) + anchor.substring(1);
    }

    private static String reverse(String anchor) {
        return new StringBuilder(anchor).reverse().toString();
    }
}
