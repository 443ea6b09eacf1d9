package io.github.llmfailover.failure;

import java.util.function.BiConsumer;

/**
 * Finds the fields of a JSON text whose values are strings or numbers, at any depth, without building a tree. It takes
 * a text that was cut off or has something in front of it, as error bodies inside exception messages do, and it does
 * not recurse, so that no nesting can exhaust the stack. What stands inside a string is never taken for a field.
 */
final class JsonFields {

    private final String json;

    private int position;

    private JsonFields(String json) {
        this.json = json;
    }

    /** Reports key and value of each field, in the order of the text. Never throws for what the text contains. */
    static void scan(String json, BiConsumer<String, String> fields) {
        JsonFields scanner = new JsonFields(json);
        scanner.position = Math.max(0, json.indexOf('{'));
        scanner.scan(fields);
    }

    private void scan(BiConsumer<String, String> fields) {
        while (position < json.length()) {
            if (json.charAt(position) != '"') {
                position++;
                continue;
            }
            String key = string();
            skipBlanks();
            if (position < json.length() && json.charAt(position) == ':') {
                position++;
                skipBlanks();
                value(key, fields);
            }
        }
    }

    private void value(String key, BiConsumer<String, String> fields) {
        if (position >= json.length()) {
            return;
        }
        char first = json.charAt(position);
        if (first == '"') {
            fields.accept(key, string());
        } else if (first == '-' || (first >= '0' && first <= '9')) {
            int start = position;
            while (position < json.length() && "+-.eE0123456789".indexOf(json.charAt(position)) >= 0) {
                position++;
            }
            fields.accept(key, json.substring(start, position));
        }
    }

    /** Reads the string that begins here, up to its closing quote or the end of the text. */
    private String string() {
        StringBuilder result = new StringBuilder();
        position++;
        while (position < json.length()) {
            char c = json.charAt(position++);
            if (c == '"') {
                break;
            }
            if (c != '\\') {
                result.append(c);
            } else if (position < json.length()) {
                escape(json.charAt(position++), result);
            }
        }
        return result.toString();
    }

    private void escape(char escaped, StringBuilder result) {
        switch (escaped) {
            case 'n', 'r', 't', 'b', 'f' -> result.append(' ');
            case 'u' -> unicode(result);
            default -> result.append(escaped);
        }
    }

    private void unicode(StringBuilder result) {
        if (position + 4 > json.length()) {
            position = json.length();
            return;
        }
        try {
            result.append((char) Integer.parseInt(json, position, position + 4, 16));
            position += 4;
        } catch (NumberFormatException e) {
            result.append('?');
        }
    }

    private void skipBlanks() {
        while (position < json.length() && json.charAt(position) <= ' ') {
            position++;
        }
    }
}
