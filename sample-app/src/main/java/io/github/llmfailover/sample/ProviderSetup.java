package io.github.llmfailover.sample;

import io.github.llmfailover.sample.demo.Demo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Decides who answers, before any client is made: the real providers that there are keys for and an Ollama that is
 * running, or simulated ones where there is none of them. {@code sample.demo} set to true or false decides it as well.
 *
 * <p>An application of yours does not need this: it has the model starters that it has keys for.
 */
class ProviderSetup implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Log logger = LogFactory.getLog(ProviderSetup.class);

    private static final String EXCLUDE = "spring.autoconfigure.exclude";

    private static final Map<String, String> AUTO_CONFIGURATIONS = Map.of(
            "openai", "org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration",
            "anthropic", "org.springframework.ai.model.anthropic.autoconfigure.AnthropicChatAutoConfiguration",
            "ollama", "org.springframework.ai.model.ollama.autoconfigure.OllamaChatAutoConfiguration");

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        Boolean wanted = environment.getProperty("sample.demo", Boolean.class);
        List<String> real = Boolean.TRUE.equals(wanted) ? List.of() : real(environment);
        if (Boolean.TRUE.equals(wanted) || (wanted == null && real.isEmpty())) {
            Demo.start(context);
        } else {
            useOnly(real, environment);
        }
    }

    private static List<String> real(Environment environment) {
        List<String> real = new ArrayList<>();
        for (String provider : List.of("openai", "anthropic")) {
            if (!environment
                    .getProperty("spring.ai." + provider + ".api-key", "")
                    .isBlank()) {
                real.add(provider);
            }
        }
        if (answers(environment.getRequiredProperty("spring.ai.ollama.base-url"))) {
            real.add("ollama");
        }
        return real;
    }

    /** The clients of the others would not even start: they insist on a key. */
    private static void useOnly(List<String> providers, ConfigurableEnvironment environment) {
        logger.info("Real providers: " + String.join(", ", providers));
        Set<String> excluded = new LinkedHashSet<>(Binder.get(environment)
                .bind(EXCLUDE, Bindable.listOf(String.class))
                .orElse(List.of()));
        AUTO_CONFIGURATIONS.forEach((provider, autoConfiguration) -> {
            if (!providers.contains(provider)) {
                excluded.add(autoConfiguration);
            }
        });
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("llm.failover.chain", String.join(",", providers));
        properties.put(EXCLUDE, String.join(",", excluded));
        environment.getPropertySources().addFirst(new MapPropertySource("realProviders", properties));
    }

    private static boolean answers(String ollama) {
        Duration patience = Duration.ofMillis(500);
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(ollama).resolve("/api/version"))
                    .timeout(patience)
                    .build();
            return HttpClient.newBuilder()
                            .connectTimeout(patience)
                            .build()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
