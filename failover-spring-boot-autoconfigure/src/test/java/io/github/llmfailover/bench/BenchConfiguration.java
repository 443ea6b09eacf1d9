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
 * providers that differ in nothing but the model.
 */
final class BenchConfiguration {

    private static final String PREFIX = "llm.failover.";

    private static final String CHAIN = PREFIX + "chain";

    private static final String PROVIDERS = PREFIX + "providers.";

    private final Map<String, String> shown;

    private final String providerUrl;

    private final Map<String, Object> properties = new LinkedHashMap<>();

    private BenchConfiguration(Map<String, String> shown, String providerUrl) {
        this.shown = shown;
        this.providerUrl = providerUrl;
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
     */
    static Map<String, Object> of(String page, String providerUrl, String healthy, List<Case> cases) {
        BenchConfiguration configuration = new BenchConfiguration(yaml(page), providerUrl);
        configuration.chain(CHAIN, healthy, healthy + "-fallback");
        cases.forEach(each -> {
            configuration.chain(PREFIX + "chains." + each.model(), each.model(), each.fallbackModel());
            if (each.prefill()) {
                configuration.properties.put(
                        PROVIDERS + each.fallbackModel() + ".capabilities", "streaming,prefill");
            }
        });
        return configuration.properties;
    }

    private void chain(String property, String first, String fallback) {
        properties.put(property, first + "," + fallback);
        provider("primary", first);
        provider("fallback", fallback);
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
