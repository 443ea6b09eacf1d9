package io.github.llmfailover.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Writes {@code docs/cost-analysis.md} and its pictures; with arguments, computes with other numbers and prints instead:
 *
 * <pre>{@code
 * first="Claude Sonnet 5" backup="Gemini 3.5 Flash" unavailable=0.002 input-tokens=8000
 * }</pre>
 *
 * <p>{@code prices=FILE} takes prices from a file that looks like {@code prices.csv}.
 */
public final class CostAnalysis {

    private static final Path DOCS = Path.of("..", "docs");

    private CostAnalysis() {}

    /** Runs the program. */
    public static void main(String[] args) throws IOException {
        if (args.length > 0) {
            try {
                System.out.println(own(args));
            } catch (IllegalArgumentException e) {
                System.err.println(e.getMessage());
                System.exit(2);
            }
            return;
        }
        Files.writeString(DOCS.resolve("cost-analysis.md"), page());
        Path images = DOCS.resolve("images");
        Files.createDirectories(images);
        new Charts(assumptions(), pairs(prices())).write(images);
    }

    static String page() {
        Prices prices = prices();
        return new Page(assumptions(), prices, pairs(prices)).fill(resource("cost-analysis.md"));
    }

    /** What the page says, of one pair and with numbers of one's own. */
    static String own(String[] args) throws IOException {
        Assumptions given = assumptions();
        Prices prices = prices();
        String first = "GPT-5.6 Terra";
        String backup = "Claude Sonnet 5";
        for (String argument : args) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("Write name=value, not '" + argument + "'");
            }
            String name = argument.substring(0, equals);
            String value = argument.substring(equals + 1);
            switch (name) {
                case "prices" -> prices = new Prices(Files.readString(Path.of(value)));
                case "first" -> first = value;
                case "backup" -> backup = value;
                default -> given = given.with(name, value);
            }
        }
        Pair pair = new Pair("yours", prices.of(first), prices.of(backup), first.equals(backup));
        return new Page(given, prices, List.of(pair)).fill(resource("own.md"));
    }

    static Assumptions assumptions() {
        return Assumptions.parse(resource("assumptions.properties"));
    }

    static Prices prices() {
        return new Prices(resource("prices.csv"));
    }

    static List<Pair> pairs(Prices prices) {
        return List.of(
                pair("same model elsewhere", prices, "GPT-5.6 Terra", "GPT-5.6 Terra"),
                pair("alike", prices, "GPT-5.6 Sol", "Claude Opus 5"),
                pair("cheaper backup", prices, "Claude Sonnet 5", "Gemini 3.5 Flash"),
                pair("dearer backup", prices, "GPT-5.4 mini", "Claude Sonnet 5"),
                pair("small models", prices, "GPT-5.6 Luna", "Gemini 3.5 Flash-Lite"));
    }

    private static Pair pair(String kind, Prices prices, String first, String backup) {
        return new Pair(kind, prices.of(first), prices.of(backup), first.equals(backup));
    }

    private static String resource(String name) {
        try (InputStream in = CostAnalysis.class.getResourceAsStream("/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
