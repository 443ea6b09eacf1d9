package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.ClientType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with a client that is to be built. Shows neither keys nor headers nor addresses. */
final class ClientValidation {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([\\w.-]+)[^}]*}");

    private static final String TYPES =
            Arrays.stream(ClientType.values()).map(ClientType::toString).collect(Collectors.joining(", "));

    private final Problems problems;

    private final Predicate<String> present;

    /**
     * Creates the validation.
     *
     * @param problems takes what is found
     * @param present whether a class is there
     */
    ClientValidation(Problems problems, Predicate<String> present) {
        this.problems = problems;
        this.present = present;
    }

    void validate(String provider, FailoverProperties.Client client) {
        String prefix = FailoverProperties.PREFIX + ".providers." + provider + ".client";
        ClientType type = type(prefix, client.type());
        if (type != null) {
            library(prefix, type);
            key(prefix, type, client.apiKey());
        }
        placeholder(prefix + ".api-key", client.apiKey());
        placeholder(prefix + ".base-url", client.baseUrl());
        client.headers().forEach((name, value) -> placeholder(prefix + ".headers." + name, value));
        baseUrl(prefix + ".base-url", client.baseUrl());
        client.headers().forEach((name, value) -> header(prefix + ".headers", name, value));
    }

    /** Returns the type that is written so, in whatever case; {@code null} where there is none. */
    static @Nullable ClientType typeOf(String written) {
        return Arrays.stream(ClientType.values())
                .filter(type -> type.toString().equalsIgnoreCase(written.strip()))
                .findFirst()
                .orElse(null);
    }

    private @Nullable ClientType type(String prefix, @Nullable String written) {
        if (written == null || written.isBlank()) {
            problems.add("%s has no type.".formatted(prefix), "Write %s.type: one of %s.".formatted(prefix, TYPES));
            return null;
        }
        ClientType type = typeOf(written);
        if (type == null) {
            problems.add(
                    "%s.type is '%s', which is not a type of client.".formatted(prefix, written),
                    "Write one of %s. Any API that is compatible with OpenAI's has the type openai and a base-url."
                            .formatted(TYPES));
        }
        return type;
    }

    /** A placeholder without a value stays as it is written, and would be sent as a key. */
    private void placeholder(String property, @Nullable String value) {
        Matcher unresolved = PLACEHOLDER.matcher(value == null ? "" : value);
        if (unresolved.find()) {
            problems.add(
                    "%s uses the placeholder ${%s}, which has no value.".formatted(property, unresolved.group(1)),
                    "Set %s, or write the value itself.".formatted(unresolved.group(1)));
        }
    }

    private void library(String prefix, ClientType type) {
        if (!present.test(type.chatModel())) {
            problems.add(
                    "%s.type is %s, but the library of that client is missing.".formatted(prefix, type),
                    "Add the dependency %s.".formatted(type.starter()));
        }
    }

    private void key(String prefix, ClientType type, @Nullable String key) {
        if (key == null || key.isBlank()) {
            if (type != ClientType.OLLAMA) {
                problems.add(
                        "%s has no api-key, which a client of type %s needs.".formatted(prefix, type),
                        "Write %s.api-key, such as ${%s_API_KEY}. Where the server wants no key, write any word."
                                .formatted(prefix, type.name().toUpperCase(Locale.ROOT)));
            }
        } else if (!isPrintable(key)) {
            problems.add(
                    "%s.api-key contains a character that no header can carry, such as a line break.".formatted(prefix),
                    "Write the key without it.");
        }
    }

    private void baseUrl(String property, @Nullable String written) {
        if (written == null || written.isBlank() || PLACEHOLDER.matcher(written).find()) {
            return;
        }
        URI uri;
        try {
            uri = new URI(written.strip());
        } catch (URISyntaxException e) {
            uri = URI.create("");
        }
        boolean http = uri.getScheme() != null
                && List.of("http", "https").contains(uri.getScheme().toLowerCase(Locale.ROOT));
        if (!http || uri.getHost() == null) {
            problems.add(
                    "%s is not an address of a server.".formatted(property),
                    "Write a complete address such as %s: https://api.example.com, or leave it out for the vendor's own."
                            .formatted(property));
        } else if (uri.getRawUserInfo() != null) {
            problems.add(
                    "%s contains credentials.".formatted(property),
                    "Write the address without them, and the credentials as api-key or headers.");
        } else if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            problems.add(
                    "%s has a query or a fragment.".formatted(property),
                    "Write the address without it, and what identifies you as api-key or headers.");
        }
    }

    private void header(String property, String name, String value) {
        if (name.isBlank() || !isPrintable(name) || name.contains(" ") || name.contains(":")) {
            problems.add(
                    "%s has an entry whose name cannot be the name of a header.".formatted(property),
                    "Write names such as %s.X-Team.".formatted(property));
        } else if (!isPrintable(value)) {
            problems.add(
                    "%s.%s contains a character that no header can carry, such as a line break."
                            .formatted(property, name),
                    "Write the value without it.");
        }
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 127);
    }
}
