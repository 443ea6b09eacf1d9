package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.autoconfigure.FailoverProperties.Price;
import io.github.llmfailover.autoconfigure.FailoverProperties.Strategy;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds prices that cannot be meant, and those that cannot be compared where the strategy compares them. */
final class PriceValidation {

    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private final Problems problems;

    PriceValidation(Problems problems) {
        this.problems = problems;
    }

    void validate(FailoverProperties properties) {
        Map<String, String> currencies = new TreeMap<>();
        properties.providers().forEach((name, provider) -> {
            Price price = provider.price();
            if (price != null) {
                price(PREFIX + ".providers." + name + ".price", price);
                currencies.putIfAbsent(price.currency(), name);
            }
        });
        if (properties.strategy() == Strategy.COST) {
            comparable(currencies);
        }
    }

    private void comparable(Map<String, String> currencies) {
        if (currencies.isEmpty()) {
            problems.add(
                    PREFIX + ".strategy is cost, but no provider has a price.",
                    "Write %s.providers.<name>.price.input and .output, for a million tokens, or another strategy."
                            .formatted(PREFIX));
        } else if (currencies.size() > 1) {
            problems.add(
                    PREFIX + ".strategy is cost, but the prices are in " + String.join(" and ", currencies.keySet())
                            + ", which cannot be compared.",
                    "Write all prices in one currency.");
        }
    }

    private void price(String prefix, Price price) {
        amount(prefix + ".input", price.input(), true);
        amount(prefix + ".cached-input", price.cachedInput(), false);
        amount(prefix + ".cache-write", price.cacheWrite(), false);
        amount(prefix + ".output", price.output(), true);
        if (!CURRENCY.matcher(price.currency()).matches()) {
            problems.add(
                    "%s.currency is '%s'.".formatted(prefix, price.currency()),
                    "Write the code of a currency, in three capital letters, such as USD.");
        }
    }

    private void amount(String property, @Nullable Double amount, boolean needed) {
        if (amount == null) {
            if (needed) {
                problems.add(
                        property + " is missing, and a price needs input and output.",
                        "Write %s: 2.5, or whatever a million tokens cost; 0 if they cost nothing."
                                .formatted(property));
            }
        } else if (!(amount >= 0 && amount <= Double.MAX_VALUE)) {
            problems.add(
                    "%s is %s, but a price must not be negative.".formatted(property, amount),
                    "Write %s: 2.5, or whatever a million tokens cost.".formatted(property));
        }
    }
}
