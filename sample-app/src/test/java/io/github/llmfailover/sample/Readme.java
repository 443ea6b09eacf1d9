package io.github.llmfailover.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The README, taken apart. */
final class Readme {

    private static final Pattern COMMAND = Pattern.compile(
            "\\$ curl (?:-X (?<method>[A-Z]+) )?\"localhost:8080(?<path>[^\"]+)\"(?: --json '(?<json>[^']+)')?");

    private static final Path ROOT = Path.of("..");

    private Readme() {}

    /** A command that is shown, and what it is said to print. */
    record Exchange(String method, String path, @Nullable String json, String output) {}

    static List<Exchange> exchanges() {
        return exchanges("README.md");
    }

    /** The commands of a page, in order. */
    static List<Exchange> exchanges(String page) {
        List<Exchange> exchanges = new ArrayList<>();
        for (String block : blocks("console", page)) {
            List<String> lines = block.lines().toList();
            for (int line = 0; line < lines.size(); line += 2) {
                Matcher command = COMMAND.matcher(lines.get(line));
                if (!command.matches()) {
                    throw new IllegalStateException("Not a command that can be replayed: " + lines.get(line));
                }
                String json = command.group("json");
                String method =
                        command.group("method") != null ? command.group("method") : json != null ? "POST" : "GET";
                exchanges.add(new Exchange(method, command.group("path"), json, lines.get(line + 1)));
            }
        }
        return exchanges;
    }

    /** The code blocks in a language, in order. */
    static List<String> blocks(String language) {
        return blocks(language, "README.md");
    }

    static List<String> blocks(String language, String file) {
        return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text(file))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** The rows of the tables whose first cell is a property: the property and its default. */
    static List<List<String>> properties() {
        return properties("README.md");
    }

    static List<List<String>> properties(String page) {
        return Pattern.compile("^\\| `(llm\\.failover\\.[^`]+)` \\| ([^|]*)\\|", Pattern.MULTILINE)
                .matcher(text(page))
                .results()
                .map(row -> List.of(row.group(1), row.group(2).strip().replace("`", "")))
                .toList();
    }

    /** The rows, headings included, of the tables of a page that have so many columns. */
    static List<List<String>> rows(String page, int columns) {
        return text(page)
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> Stream.of(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .filter(cells -> cells.size() == columns + 1)
                .toList();
    }

    static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
