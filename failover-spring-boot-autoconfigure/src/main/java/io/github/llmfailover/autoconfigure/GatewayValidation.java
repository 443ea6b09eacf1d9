package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.autoconfigure.FailoverProperties.ApiKey;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.gateway.GatewayKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Finds what cannot work in the settings of the gateway. Shows no key, and no hash of one. */
final class GatewayValidation {

    private static final String PREFIX = FailoverProperties.PREFIX + ".gateway";

    private final Problems problems;

    private final Checks checks;

    GatewayValidation(Problems problems) {
        this.problems = problems;
        this.checks = new Checks(problems);
    }

    void validate(FailoverProperties properties) {
        FailoverProperties.Gateway gateway = properties.gateway();
        basePath(gateway.basePath());
        size(gateway.maxBodySize());
        checks.positive(PREFIX + ".body-timeout", gateway.bodyTimeout(), "30s");
        checks.atLeast(PREFIX + ".max-concurrent-requests", gateway.maxConcurrentRequests(), 1);
        checks.atLeast(PREFIX + ".max-concurrent-streams", gateway.maxConcurrentStreams(), 1);
        checks.atLeast(PREFIX + ".max-messages", gateway.maxMessages(), 1);
        checks.atLeastASecond(PREFIX + ".keep-alive-interval", gateway.keepAliveInterval(), "15s");
        checks.positive(PREFIX + ".reader-timeout", gateway.readerTimeout(), "30s");
        checks.notNegative(PREFIX + ".shutdown-timeout", gateway.shutdownTimeout(), "30s");
        keys(gateway.apiKeys(), properties);
    }

    private void basePath(String path) {
        if (!path.isEmpty() && !path.matches("(/[A-Za-z0-9._~-]+)+")) {
            problems.add(
                    PREFIX
                            + ".base-path must begin with a slash, must not end with one, and holds plain segments only.",
                    "Write a path such as %s.base-path: /v1.".formatted(PREFIX));
        }
    }

    private void size(DataSize size) {
        if (size.toBytes() < 1 || size.toBytes() > Integer.MAX_VALUE) {
            problems.add(
                    "%s.max-body-size is %s, but must be at least 1B and less than 2GB.".formatted(PREFIX, size),
                    "Write a size such as %s.max-body-size: 10MB.".formatted(PREFIX));
        }
    }

    private void keys(List<ApiKey> keys, FailoverProperties properties) {
        List<GatewayKey> seen = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String prefix = PREFIX + ".api-keys[" + i + "]";
            ApiKey key = keys.get(i);
            if (isBlank(key.name())) {
                problems.add("%s has no name.".formatted(prefix), "Write %s.name: whose-it-is.".formatted(prefix));
            }
            chains(prefix, key.chains(), properties);
            GatewayKey made = key(prefix, key);
            if (made != null) {
                if (seen.stream().anyMatch(made::isSameKeyAs)) {
                    problems.add(
                            "%s is the same key as one before it.".formatted(prefix),
                            "Give each entry of %s.api-keys a key of its own.".formatted(PREFIX));
                }
                seen.add(made);
            }
        }
    }

    private void chains(String prefix, Set<String> chains, FailoverProperties properties) {
        Set<String> known = new TreeSet<>(properties.chains().keySet());
        known.add(FailoverChatModel.DEFAULT_CHAIN);
        for (String chain : chains) {
            if (!known.contains(chain)) {
                problems.add(
                        "%s.chains names '%s', but there is no such chain.".formatted(prefix, chain),
                        "Write some of %s.".formatted(String.join(", ", known)));
            }
        }
    }

    private @Nullable GatewayKey key(String prefix, ApiKey entry) {
        boolean plain = !isBlank(entry.key());
        boolean hashed = !isBlank(entry.keySha256());
        if (plain == hashed) {
            problems.add(
                    "%s has %s."
                            .formatted(
                                    prefix, plain ? "both a key and a key-sha256" : "neither a key nor a key-sha256"),
                    "Write either %s.key, best from the environment, or %s.key-sha256.".formatted(prefix, prefix));
            return null;
        }
        if (hashed && !GatewayKey.isSha256(String.valueOf(entry.keySha256()))) {
            problems.add(
                    "%s.key-sha256 is not a SHA-256.".formatted(prefix),
                    "Write 64 hexadecimal digits, as `printf %s \"$KEY\" | sha256sum` prints them.");
            return null;
        }
        return make("key", entry);
    }

    /** Makes the key of an entry that has been checked. */
    static GatewayKey make(String nameless, ApiKey entry) {
        String name = entry.name() == null ? nameless : entry.name();
        return isBlank(entry.key())
                ? GatewayKey.ofSha256(name, String.valueOf(entry.keySha256()), entry.chains(), entry.tags())
                : GatewayKey.of(name, String.valueOf(entry.key()), entry.chains(), entry.tags());
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
