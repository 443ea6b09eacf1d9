package io.github.llmfailover.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The page of all properties, written from their metadata. */
final class ConfigurationPage {

    private static final String PREFIX = FailoverProperties.PREFIX + ".";

    private static final String ENDPOINT = "management.endpoint.llmfailover.";

    /** What stands for the keys of a map. */
    private static final Map<String, String> KEYS =
            Map.of("providers", "<name>", "reactions", "<kind>", "adapt.parameters", "<parameter>");

    private static final List<Section> SECTIONS = List.of(
            new Section(
                    "Providers and chains",
                    "Who may serve a request, and in which order: [routing](routing.md).",
                    "enabled",
                    "chain",
                    "chains",
                    "strategy",
                    "conversation-affinity",
                    "difficulty"),
            new Section(
                    "How long, and how often",
                    "Deadlines, limits, retries, second requests, waiting: [limits](limits.md). Slow streams:"
                            + " [streams](streams.md).",
                    "deadline",
                    "max-attempts",
                    "when-unavailable",
                    "timeout",
                    "retry",
                    "hedging"),
            new Section(
                    "What follows from a failure",
                    "The kinds of failure and what follows from each: [failures](failures.md).",
                    "content-filter",
                    "invalid-request",
                    "reactions"),
            new Section("Streams that break", "What is done about them: [streams](streams.md).", "streaming"),
            new Section(
                    "Health",
                    "When a provider is left alone: [health](health.md). Tests in the background: [probes](probes.md).",
                    "circuit-breaker",
                    "probe"),
            new Section(
                    "When no provider can serve",
                    "What is answered then: [degradation](degradation.md).",
                    "degradation"),
            new Section(
                    "One budget for an inbound request",
                    "Where it comes from, and what keeps to it: [budget](budget.md).",
                    "budget"),
            new Section(
                    "Operations",
                    "Drills, and what operators may do at run time: [operations](operations.md).",
                    "drill",
                    ENDPOINT),
            new Section("The gateway", "The chains over HTTP: [gateway](gateway.md).", "gateway"),
            new Section(
                    "One provider",
                    "What is set for one provider goes before what is set for all; where it says *as for all*, the"
                            + " property of the same name without `providers.<name>` holds. Clients:"
                            + " [README](../README.md#add-it-to-an-application); prompts for another model:"
                            + " [routing](routing.md); prices: [cost](cost.md).",
                    "providers"));

    /** Types as people would say them. */
    private static final Map<String, String> TYPES = Map.of(
            "java.lang.Boolean", "true or false",
            "java.lang.String", "text",
            "java.lang.Integer", "whole number",
            "java.lang.Double", "number",
            "java.time.Duration", "duration",
            "org.springframework.util.unit.DataSize", "size");

    private static final Pattern GENERIC =
            Pattern.compile("java\\.util\\.(List|Set|Map)<(?:java\\.lang\\.String,)?(.+)>");

    private final PropertyMetadata metadata = PropertyMetadata.read();

    private final StringBuilder page = new StringBuilder();

    private ConfigurationPage() {}

    /**
     * A part of the page.
     *
     * @param blocks the names of its properties below the prefix, or what they begin with; one that ends in a dot has no
     *     prefix
     */
    private record Section(String title, String text, List<String> blocks) {

        Section(String title, String text, String... blocks) {
            this(title, text, List.of(blocks));
        }
    }

    static String write() {
        return new ConfigurationPage().all();
    }

    private String all() {
        page.append("""
                # Configuration

                Every property there is. This page is written by a program from the metadata that editors complete properties from, \
                and a test fails where the two disagree; after a change of properties, write it anew:

                ```shell
                mvn -pl failover-spring-boot-test,failover-spring-boot-autoconfigure test -Dtest=ConfigurationPageTest \
                -Dconfiguration-page=write -Dsurefire.failIfNoSpecifiedTests=false
                ```

                Durations are written as `200ms`, `20s`, `10m` or `7d`, sizes as `10MB`. Names of providers and chains are written \
                as in the chain. A wrong value stops the start with a message that says what to write instead.
                """);
        Set<String> left = new TreeSet<>(metadata.names());
        for (Section section : SECTIONS) {
            page.append("\n## ").append(section.title()).append("\n\n").append(section.text());
            page.append("\n\n| property | type | default | meaning |\n|---|---|---|---|\n");
            for (String block : section.blocks()) {
                String start = block.endsWith(".") ? block : PREFIX + block;
                List<String> names = metadata.names().stream()
                        .filter(name ->
                                name.equals(start) || name.startsWith(block.endsWith(".") ? start : start + "."))
                        .toList();
                names.forEach(name -> row(name, metadata.property(name), ""));
                left.removeAll(names);
            }
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException("Say in ConfigurationPage in which section they belong: " + left);
        }
        return page.toString();
    }

    /** One property, and below it those of what it holds. */
    private void row(String name, PropertyMetadata.Property property, String inherited) {
        page.append("| `").append(name).append("` | ").append(type(property.type()));
        page.append(" | ").append(byDefault(name, property, inherited)).append(" | ");
        page.append(meaning(name, property)).append(" |\n");
        Matcher generic = GENERIC.matcher(property.type());
        if (generic.matches()) {
            boolean map = generic.group(1).equals("Map");
            metadata.ofType(generic.group(2))
                    .forEach((inner, innerProperty) ->
                            row(name + (map ? "." + key(name) : "[0]") + "." + inner, innerProperty, inner));
        }
    }

    private static String key(String name) {
        return KEYS.entrySet().stream()
                .filter(key -> name.endsWith("." + key.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("Say in ConfigurationPage what the keys of " + name + " are"));
    }

    private String byDefault(String name, PropertyMetadata.Property property, String inherited) {
        String value = property.defaultValue();
        if (value != null) {
            return "`" + value + "`";
        }
        boolean global =
                name.startsWith(PREFIX + "providers.") && metadata.names().contains(PREFIX + inherited);
        return global ? "*as for all*" : "";
    }

    private static String type(String type) {
        Matcher generic = GENERIC.matcher(type);
        if (generic.matches()) {
            boolean map = generic.group(1).equals("Map");
            String of = generic.group(2);
            if (TYPES.containsKey(of)) {
                return (map ? "texts by name" : "list of texts");
            }
            return map ? (of.startsWith("java.util.List") ? "lists by name" : "by name") : "list";
        }
        return constants(type) != null ? "one of" : TYPES.getOrDefault(type, type.substring(type.lastIndexOf('.') + 1));
    }

    private String meaning(String name, PropertyMetadata.Property property) {
        String meaning = property.description().replace("|", "\\|");
        Map<String, String> values = new LinkedHashMap<>();
        List<String> constants = constants(property.type());
        if (constants != null) {
            constants.forEach(constant -> values.put(constant, ""));
        }
        values.putAll(metadata.hints(name));
        boolean told = values.values().stream().anyMatch(text -> !text.isEmpty());
        if (constants == null && !told) {
            return meaning;
        }
        List<String> shown = new ArrayList<>();
        values.forEach((value, text) -> shown.add("`" + value + "`"
                + (text.isEmpty() ? "" : ": " + text.replaceFirst("\\.$", "").replace("|", "\\|"))));
        return meaning + "<br>" + String.join("; ", shown) + ".";
    }

    /** The values of an enum as they are written; {@code null} for any other type. */
    private static @Nullable List<String> constants(String type) {
        try {
            Object[] constants =
                    type.startsWith("java.util.") ? null : Class.forName(type).getEnumConstants();
            return constants == null
                    ? null
                    : List.of(constants).stream()
                            .map(constant -> ((Enum<?>) constant)
                                    .name()
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '-'))
                            .toList();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(type, e);
        }
    }
}
