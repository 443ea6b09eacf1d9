package io.github.llmfailover.operations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics that a PromQL expression selects, each with the labels it matches on, and the labels that it groups or joins
 * by. Whether the expression is one is for promtool to say.
 */
record PromQl(Map<String, Set<String>> metrics, Set<String> grouping) {

    private static final Pattern TOKEN =
            Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|[0-9][0-9.a-z]*|\\$?[a-zA-Z_:][a-zA-Z0-9_:]*|\\S");

    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

    /** What stands between an aggregation and its operand. */
    private static final Set<String> AGGREGATED = Set.of("by", "without");

    static PromQl parse(String expression) {
        List<String> tokens = TOKEN.matcher(expression.replaceAll("(?m)#.*$", ""))
                .results()
                .map(token -> token.group())
                .toList();
        Map<String, Set<String>> metrics = new LinkedHashMap<>();
        Set<String> grouping = new TreeSet<>();
        for (int at = 0; at < tokens.size(); at++) {
            String token = tokens.get(at);
            String next = at + 1 < tokens.size() ? tokens.get(at + 1) : "";
            if (GROUPING.contains(token)) {
                int end = next.equals("(") ? indexOf(tokens, ")", at) : at;
                grouping.addAll(names(tokens.subList(at + 1, end + 1)));
                at = end;
            } else if (isName(token) && !OPERATORS.contains(token) && !next.equals("(") && !AGGREGATED.contains(next)) {
                Set<String> labels = metrics.computeIfAbsent(token, metric -> new TreeSet<>());
                if (next.equals("{")) {
                    int end = indexOf(tokens, "}", at);
                    labels.addAll(names(tokens.subList(at + 1, end)));
                    at = end;
                }
            } else if (token.equals("[")) {
                at = indexOf(tokens, "]", at);
            }
        }
        return new PromQl(metrics, grouping);
    }

    private static List<String> names(List<String> tokens) {
        return new ArrayList<>(tokens.stream().filter(PromQl::isName).toList());
    }

    private static boolean isName(String token) {
        Matcher name = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*").matcher(token);
        return name.matches();
    }

    private static int indexOf(List<String> tokens, String wanted, int from) {
        for (int at = from; at < tokens.size(); at++) {
            if (tokens.get(at).equals(wanted)) {
                return at;
            }
        }
        throw new IllegalArgumentException("No " + wanted + " after " + tokens.subList(from, tokens.size()));
    }
}
