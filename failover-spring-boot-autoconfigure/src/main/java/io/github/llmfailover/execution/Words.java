package io.github.llmfailover.execution;

import java.lang.Character.UnicodeScript;

/** What the seam knows of characters: white space, where words begin, halves of surrogate pairs, repetition. */
final class Words {
    private Words() {}

    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Whether two characters are one letter in either case. */
    static boolean isSameLetter(char a, char b) {
        return Character.toLowerCase(a) == Character.toLowerCase(b)
                || Character.toUpperCase(a) == Character.toUpperCase(b);
    }

    /** Whether a word, a number or a mark begins at this index. */
    static boolean isWordStart(CharSequence text, int index) {
        char c = text.charAt(index);
        if (isSpace(c) || splitsPair(text, index) || extendsCharacter(c)) {
            return false;
        }
        return index == 0 || !(isWithinWords(text.charAt(index - 1)) && isWithinWords(c));
    }

    /** Whether this index is between the halves of a surrogate pair. */
    static boolean splitsPair(CharSequence text, int index) {
        return index > 0
                && Character.isLowSurrogate(text.charAt(index))
                && Character.isHighSurrogate(text.charAt(index - 1));
    }

    static boolean endsInHalfPair(String text) {
        return !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    /** The length of the text without white space at its end. */
    static int withoutSpace(String text) {
        return withoutSpace(text, text.length());
    }

    /** The length of the text without half a surrogate pair at its end and white space before it. */
    static int withoutTrailingSpace(String text) {
        return withoutSpace(text, endsInHalfPair(text) ? text.length() - 1 : text.length());
    }

    private static int withoutSpace(String text, int length) {
        int end = length;
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** The text with each run of white space made one blank, and none at its beginning. */
    static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isSpace(c)) {
                folded.append(c);
            } else if (!folded.isEmpty() && folded.charAt(folded.length() - 1) != ' ') {
                folded.append(' ');
            }
        }
        return folded.toString();
    }

    /** The index in the text of what is at this position in the folded text, which is not white space. */
    static int unfold(String text, int position) {
        int folded = 0;
        boolean space = true;
        for (int i = 0; i < text.length(); i++) {
            boolean now = isSpace(text.charAt(i));
            if (!now && folded == position) {
                return i;
            }
            folded += now && space ? 0 : 1;
            space = now;
        }
        return text.length();
    }

    /** The length of the longest part, short of the whole, with which the text both begins and ends. */
    static int border(String text) {
        int[] border = new int[text.length()];
        for (int i = 1; i < border.length; i++) {
            int length = border[i - 1];
            while (length > 0 && text.charAt(i) != text.charAt(length)) {
                length = border[length - 1];
            }
            border[i] = text.charAt(i) == text.charAt(length) ? length + 1 : 0;
        }
        return border.length > 0 ? border[border.length - 1] : 0;
    }

    /** Whether no word begins between two of these: not so in scripts that write no space between words. */
    private static boolean isWithinWords(char c) {
        if (!Character.isLetterOrDigit(c)) {
            return false;
        }
        UnicodeScript script = UnicodeScript.of(c);
        return script != UnicodeScript.HAN
                && script != UnicodeScript.HIRAGANA
                && script != UnicodeScript.KATAKANA
                && script != UnicodeScript.THAI;
    }

    private static boolean extendsCharacter(char c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT;
    }
}
