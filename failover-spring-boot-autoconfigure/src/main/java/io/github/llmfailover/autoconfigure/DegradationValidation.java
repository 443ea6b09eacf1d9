package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.autoconfigure.FailoverProperties.Rule;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds what cannot work in the degradation ladder, and in the time of inbound requests. */
final class DegradationValidation {

    private final Problems problems;

    private final Checks checks;

    DegradationValidation(Problems problems) {
        this.problems = problems;
        this.checks = new Checks(problems);
    }

    void validate(FailoverProperties properties) {
        degradation(PREFIX + ".degradation", properties.degradation());
        budget(PREFIX + ".budget", properties.budget());
    }

    private void degradation(String prefix, FailoverProperties.Degradation degradation) {
        share(prefix + ".min-quality", degradation.minQuality(), "0.5, or 0 for any answer");
        checks.positive(prefix + ".time-limit", degradation.timeLimit(), "2s");
        checks.notNegative(prefix + ".grace", degradation.grace(), "250ms");
        checks.notNegative(prefix + ".max-wait", degradation.maxWait(), "1s");
        FailoverProperties.AnswerCache cache = degradation.cache();
        tier(prefix + ".cache", cache.quality());
        checks.positive(prefix + ".cache.time-limit", cache.timeLimit(), "200ms");
        checks.positive(prefix + ".cache.max-age", cache.maxAge(), "24h");
        if (cache.maxSize().toBytes() <= 0) {
            problems.add(
                    "%s.cache.max-size is %s, but must be more than nothing.".formatted(prefix, cache.maxSize()),
                    "Write a size such as %s.cache.max-size: 32MB.".formatted(prefix));
        }
        checks.notBlank(
                prefix + ".cache.cache-manager",
                cache.cacheManager(),
                "Write the name of a CacheManager bean, or leave it out to keep answers in this process.");
        checks.notBlank(prefix + ".cache.cache-name", cache.cacheName(), "Write the name of a cache, or leave it out.");
        FailoverProperties.Similar similar = degradation.similar();
        tier(prefix + ".similar", similar.quality());
        share(prefix + ".similar.threshold", similar.threshold(), "0.9");
        checks.positive(prefix + ".similar.time-limit", similar.timeLimit(), "1s");
        checks.positive(prefix + ".similar.max-age", similar.maxAge(), "24h");
        checks.notBlank(
                prefix + ".similar.vector-store",
                similar.vectorStore(),
                "Write the name of a VectorStore bean, or leave it out where there is only one.");
        tier(prefix + ".rules", degradation.rules().quality());
        checks.positive(prefix + ".rules.time-limit", degradation.rules().timeLimit(), "100ms");
        rules(prefix + ".rules.answers", degradation.rules().answers());
        tier(prefix + ".text", degradation.text().quality());
        checks.notBlank(
                prefix + ".text.answer",
                degradation.text().answer(),
                "Write what to say when nobody can answer, or leave it out.");
    }

    private void rules(String prefix, List<Rule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            String each = prefix + "[" + i + "]";
            if (rule.text() == null || rule.text().isBlank()) {
                problems.add(each + ".text is missing.", "Write what is answered where the pattern is found.");
            }
            if (rule.pattern() == null || rule.pattern().isBlank()) {
                problems.add(
                        each + ".pattern is missing.",
                        "Write a regular expression such as '(?i)opening hours' (in YAML in single quotes).");
            } else {
                compile(each + ".pattern", rule.pattern());
            }
        }
    }

    private void compile(String property, String pattern) {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            problems.add(
                    "%s is no regular expression: %s near index %d."
                            .formatted(property, e.getDescription(), e.getIndex()),
                    "Write one that java.util.regex.Pattern understands, such as '(?i)opening hours'.");
        }
    }

    /** What a provider says has the quality 1, and nothing else. */
    private void tier(String prefix, double quality) {
        if (!(quality >= 0 && quality < 1)) {
            problems.add(
                    "%s.quality is %s, but must be from 0 to below 1, which is what a provider's answer is worth."
                            .formatted(prefix, quality),
                    "Write a number such as %s.quality: 0.5.".formatted(prefix));
        }
    }

    private void share(String property, double value, String example) {
        if (!(value >= 0 && value <= 1)) {
            problems.add(
                    "%s is %s, but must be from 0 to 1.".formatted(property, value),
                    "Write a number such as %s: %s.".formatted(property, example));
        }
    }

    private void budget(String prefix, FailoverProperties.Budgeting budget) {
        checks.positive(prefix + ".without-header", budget.withoutHeader(), "30s");
        checks.positive(prefix + ".max", budget.max(), "10m");
        checks.notNegative(prefix + ".prefer-faster-below", budget.preferFasterBelow(), "3s");
        if (budget.header() != null && !budget.header().matches("[A-Za-z0-9-]+")) {
            problems.add(
                    "%s.header is '%s', which is no name of a header.".formatted(prefix, budget.header()),
                    "Write a name of letters, digits and dashes such as %s.header: x-request-budget-ms."
                            .formatted(prefix));
        }
        if (budget.withoutHeader() != null && budget.withoutHeader().compareTo(budget.max()) > 0) {
            problems.add(
                    "%s.without-header is %s, but %s.max allows only %s."
                            .formatted(prefix, Checks.text(budget.withoutHeader()), prefix, Checks.text(budget.max())),
                    "Write a time of at most %s, or a longer max.".formatted(Checks.text(budget.max())));
        }
    }
}
