package io.github.llmfailover.test.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits texts into tokens; the tokens joined are the text again. */
public final class Tokens {

    private static final Pattern WORD = Pattern.compile("\\s*\\S+|\\s+");
    private static final Pattern JSON = Pattern.compile("\\s*(?:[\\p{L}\\p{N}_]+|[^\\p{L}\\p{N}_\\s]+)|\\s+");

    private Tokens() {}

    /** Words, each with the white space before it. */
    public static List<String> ofText(String text) {
        return split(WORD, text);
    }

    /** Names, numbers and punctuation, so that also JSON without white space arrives in pieces. */
    public static List<String> ofJson(String json) {
        return split(JSON, json);
    }

    private static List<String> split(Pattern pattern, String text) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return List.copyOf(tokens);
    }
}
