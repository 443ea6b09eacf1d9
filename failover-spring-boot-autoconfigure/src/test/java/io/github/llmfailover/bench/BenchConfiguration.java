package io.github.llmfailover.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * The configuration that {@code docs/failover-bench.md} shows, once for each case: a chain by the name of its model, of two
 * providers that differ in nothing but the model. For comparison also with the first provider alone, and nothing that helps.
 */
final class BenchConfiguration {

    private static final String PREFIX = "llm.failover.";

    private static final String CHAIN = PREFIX + "chain";

    private static final String PROVIDERS = PREFIX + "providers.";

    /** What it is to have one provider, and only the limits of a patient client. */
    private static final Map<String, String> WITHOUT_FAILOVER = Map.of(
            PREFIX + "retry.max", "0",
            PREFIX + "retry.max-wait", "0s",
            PREFIX + "deadline", "300s",
            PREFIX + "when-unavailable", "fail",
            PREFIX + "timeout.first-token", "300s",
            PREFIX + "timeout.stall", "300s",
            PREFIX + "timeout.response", "300s",
            PREFIX + "streaming.on-interruption", "fail",
            PREFIX + "circuit-breaker.minimum-number-of-calls", "1000",
            PREFIX + "circuit-breaker.sliding-window-size", "1000");

    private final Map<String, String> shown;

    private final String providerUrl;

    private final boolean failover;

    private final Map<String, Object> properties = new LinkedHashMap<>();

    private BenchConfiguration(Map<String, String> shown, String providerUrl, boolean failover) {
        this.shown = shown;
        this.providerUrl = providerUrl;
        this.failover = failover;
        shown.forEach((name, value) -> {
            if (!name.startsWith(CHAIN) && !name.startsWith(PROVIDERS)) {
                properties.put(name, value);
            }
        });
    }

    /**
     * Returns the properties of the application.
     *
     * @param page what the page says
     * @param providerUrl where the provider is
     * @param healthy a model that has no fault
     * @param cases what is played
     * @param failover whether there is a fallback, and all that the page configures
     */
    static Map<String, Object> of(String page, String providerUrl, String healthy, List<Case> cases, boolean failover) {
        BenchConfiguration configuration = new BenchConfiguration(yaml(page), providerUrl, failover);
        configuration.chain(CHAIN, healthy, healthy + "-fallback");
        cases.forEach(each -> {
            configuration.chain(PREFIX + "chains." + each.model(), each.model(), each.fallbackModel());
            if (failover && each.prefill()) {
                configuration.properties.put(PROVIDERS + each.fallbackModel() + ".capabilities", "streaming,prefill");
            }
        });
        if (!failover) {
            configuration.properties.putAll(WITHOUT_FAILOVER);
        }
        return configuration.properties;
    }

    private void chain(String property, String first, String fallback) {
        provider("primary", first);
        if (failover) {
            properties.put(property, first + "," + fallback);
            provider("fallback", fallback);
        } else {
            properties.put(property, first);
        }
    }

    private void provider(String template, String model) {
        String prefix = PROVIDERS + template + ".";
        shown.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                properties.put(PROVIDERS + model + "." + name.substring(prefix.length()), filled(value, model));
            }
        });
    }

    private String filled(String value, String model) {
        return value.replace("${PROVIDER_URL}", providerUrl)
                .replace("${PROVIDER_KEY}", "a-key")
                .replace("${MODEL}", model)
                .replace("${FALLBACK_MODEL}", model);
    }

    private static Map<String, String> yaml(String page) {
        String start = "```yaml\n";
        int from = page.indexOf(start) + start.length();
        byte[] yaml = page.substring(from, page.indexOf("```", from)).getBytes(StandardCharsets.UTF_8);
        Map<String, String> properties = new LinkedHashMap<>();
        try {
            new YamlPropertySourceLoader()
                    .load("bench", new ByteArrayResource(yaml))
                    .forEach(source -> {
                        for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                            properties.put(name, String.valueOf(source.getProperty(name)));
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    static String page() {
        try {
            return Files.readString(Path.of("../docs/failover-bench.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
