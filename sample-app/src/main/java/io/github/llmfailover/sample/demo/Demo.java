package io.github.llmfailover.sample.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/** The simulated providers. */
public final class Demo {

    private static final Log logger = LogFactory.getLog(Demo.class);

    private final Map<String, DemoProvider> providers = new LinkedHashMap<>();

    private Demo(Duration pace) {
        for (DemoProvider provider : List.of(
                DemoProvider.start("openai", "OpenAI", pace),
                DemoProvider.start("anthropic", "Anthropic", pace),
                DemoProvider.start("ollama", "Ollama", pace))) {
            providers.put(provider.name(), provider);
        }
    }

    /** Starts the providers, points the clients that the application is going to make at them, and closes them with it. */
    public static void start(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        Demo demo = new Demo(environment.getProperty("sample.demo-pace", Duration.class, Duration.ofMillis(20)));
        MutablePropertySources sources = environment.getPropertySources();
        sources.addFirst(
                new MapPropertySource("demo", demo.connection(environment.getProperty("sample.demo-key", "demo-key"))));
        settings().forEach(sources::addLast);
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
        beans.registerSingleton("demo", demo);
        // Not on ContextClosedEvent: requests that are being answered are answered to the end.
        beans.registerDisposableBean("demo", demo::close);
        logger.info("Demo mode: no keys and no Ollama found, so the providers are simulated ones on this machine."
                + " GET /demo tells how to break them, and / has buttons for it.");
    }

    private static List<PropertySource<?>> settings() {
        try {
            return new YamlPropertySourceLoader().load("demo settings", new ClassPathResource("demo.yml"));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private Map<String, Object> connection(String key) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("sample.demo", true);
        properties.put("spring.ai.openai.base-url", url("openai") + "/v1");
        properties.put("spring.ai.openai.api-key", key);
        properties.put("spring.ai.anthropic.base-url", url("anthropic"));
        properties.put("spring.ai.anthropic.api-key", key);
        properties.put("spring.ai.ollama.base-url", url("ollama"));
        return properties;
    }

    private String url(String name) {
        return provider(name).orElseThrow().baseUrl();
    }

    Iterable<DemoProvider> providers() {
        return providers.values();
    }

    Optional<DemoProvider> provider(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    Duration pace() {
        return providers.values().iterator().next().pace();
    }

    void pace(Duration pace) {
        providers.values().forEach(provider -> provider.pace(pace));
    }

    private void close() {
        providers.values().forEach(DemoProvider::close);
    }
}
