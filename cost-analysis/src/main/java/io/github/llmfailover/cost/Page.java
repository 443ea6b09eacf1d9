package io.github.llmfailover.cost;

import static io.github.llmfailover.cost.Figures.dollars;
import static io.github.llmfailover.cost.Figures.percent;
import static io.github.llmfailover.cost.Figures.whole;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** The page, from its text and from what is computed: each {@code {{name}}} of the text is filled in. */
final class Page {

    static final List<Integer> VOLUMES = List.of(1_000, 10_000, 100_000);

    private static final double DAYS = 30.4;

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)(?: ([a-z-]+))?}}");

    private final Assumptions given;

    private final Prices prices;

    private final List<Pair> pairs;

    Page(Assumptions given, Prices prices, List<Pair> pairs) {
        this.given = given;
        this.prices = prices;
        this.pairs = pairs;
    }

    /** Fills in a text. */
    String fill(String text) {
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), place.group(2))));
    }

    private String value(String name, String argument) {
        Availability availability = Availability.of(given);
        return switch (name) {
            case "number" -> number(given.get(argument));
            case "percent" -> percent(given.get(argument), decimals(given.get(argument)));
            case "prices" -> pricesTable();
            case "by-cause" -> byCause();
            case "by-volume" -> byVolume();
            case "hedged" -> hedged();
            case "worth" -> worth();
            case "least" -> percent(shares().min().orElseThrow(), 1);
            case "most" -> percent(shares().max().orElseThrow(), 1);
            case "moved" -> percent(ExtraCost.movedBefore(given), 2);
            case "rescued" -> percent(Worth.rescued(given), 2);
            case "minutes" -> minutes(argument, availability);
            case "availability" -> percent(1 - share(argument, availability), 3);
            case "work" ->
                dollars(given.get("engineer-day") * (given.get("days-to-set-up") / 12 + given.get("days-a-month")));
            default -> throw new IllegalArgumentException("The page asks for '" + name + "', which is not known");
        };
    }

    private DoubleStream shares() {
        return pairs.stream().mapToDouble(pair -> ExtraCost.of(given, pair.first(), pair.backup())
                .share());
    }

    private static int decimals(double share) {
        int decimals = 0;
        while (decimals < 4
                && Math.abs(share * 100 * Math.pow(10, decimals) - Math.round(share * 100 * Math.pow(10, decimals)))
                        > 1e-6) {
            decimals++;
        }
        return decimals;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? whole(value) : Double.toString(value);
    }

    private static double share(String of, Availability availability) {
        return switch (of) {
            case "first" -> availability.first();
            case "backup" -> availability.backup();
            case "together" -> availability.together();
            case "both" -> availability.both();
            default -> throw new IllegalArgumentException("There is no availability of '" + of + "'");
        };
    }

    private static String minutes(String of, Availability availability) {
        return whole(share(of, availability) * Availability.MINUTES_A_YEAR);
    }

    private String pricesTable() {
        StringBuilder table =
                new StringBuilder("| model | input | cached input | output | a request |\n|---|---|---|---|---|");
        for (Price price : prices.all()) {
            table.append("\n| ").append(price.model());
            for (double amount : List.of(price.input(), price.cachedInput(), price.output())) {
                table.append(" | ").append(dollars(amount));
            }
            double cached = given.get("input-tokens") * given.get("cached-share");
            double request = price.of(given.get("input-tokens") - cached, cached, given.get("output-tokens"));
            table.append(" | ").append(dollars(request)).append(" |");
        }
        return table.toString();
    }

    private String byCause() {
        return table(
                List.of(
                        "first choice → backup",
                        "price difference",
                        "lost prompt cache",
                        "wasted tokens",
                        "hedging",
                        "degraded mode",
                        "all together"),
                pair -> {
                    ExtraCost cost = ExtraCost.of(given, pair.first(), pair.backup());
                    return List.of(
                            pair.name(),
                            percent(cost.priceDifference() / cost.base(), 2),
                            percent(cost.lostCache() / cost.base(), 2),
                            percent(cost.wasted() / cost.base(), 2),
                            percent(cost.hedging() / cost.base(), 2),
                            percent(cost.degraded() / cost.base(), 2),
                            "**" + percent(cost.share(), 2) + "**");
                });
    }

    private String byVolume() {
        StringBuilder table = new StringBuilder(
                "| first choice → backup | requests a day | bill without failures | price difference | lost prompt cache | wasted tokens | degraded mode | extra a month |\n|---|---|---|---|---|---|---|---|");
        for (Pair pair : pairs) {
            ExtraCost cost = ExtraCost.of(given, pair.first(), pair.backup());
            for (int volume : VOLUMES) {
                double requests = volume * DAYS;
                table.append("\n| ").append(pair.name()).append(" | ").append(whole(volume));
                for (double amount : List.of(
                        cost.base(),
                        cost.priceDifference(),
                        cost.lostCache(),
                        cost.wasted(),
                        cost.degraded(),
                        cost.total())) {
                    table.append(" | ").append(dollars(amount * requests));
                }
                table.append(" |");
            }
        }
        return table.toString();
    }

    private String hedged() {
        return table(
                List.of("first choice → backup", "no hedging", "1 % hedged", "5 % hedged"),
                pair -> List.of(
                        pair.name(),
                        shareWithHedges(pair, 0),
                        shareWithHedges(pair, 0.01),
                        shareWithHedges(pair, 0.05)));
    }

    private String shareWithHedges(Pair pair, double hedges) {
        return percent(
                ExtraCost.of(given.with("hedges", hedges), pair.first(), pair.backup())
                        .share(),
                2);
    }

    private String worth() {
        return table(
                List.of("first choice → backup", "at 1,000 a day", "at 10,000 a day", "at 100,000 a day", "pays from"),
                pair -> List.of(
                        pair.name(),
                        dollars(net(pair, 1_000)),
                        dollars(net(pair, 10_000)),
                        dollars(net(pair, 100_000)),
                        breakEven(pair)));
    }

    private double net(Pair pair, int volume) {
        return Worth.of(given, pair.first(), pair.backup(), volume).net();
    }

    private String breakEven(Pair pair) {
        double requests = Worth.breakEven(given, pair.first(), pair.backup());
        return Double.isInfinite(requests) ? "never" : whole(requests) + " a day";
    }

    private String table(List<String> heading, Function<Pair, List<String>> row) {
        StringBuilder table = new StringBuilder(line(heading)).append("\n|").append("---|".repeat(heading.size()));
        pairs.forEach(pair -> table.append('\n').append(line(row.apply(pair))));
        return table.toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
