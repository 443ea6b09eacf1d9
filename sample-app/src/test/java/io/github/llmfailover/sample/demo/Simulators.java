package io.github.llmfailover.sample.demo;

import io.github.llmfailover.test.ProviderSimulator;
import java.util.Map;
import org.springframework.context.ApplicationContext;

/** Lets tests look behind the simulated providers, and put words into their mouths. */
public final class Simulators {

    private static final Map<String, String> VENDORS =
            Map.of("openai", "OpenAI", "anthropic", "Anthropic", "ollama", "Ollama");

    private Simulators() {}

    public static ProviderSimulator of(ApplicationContext app, String provider) {
        return find(app, provider).simulator();
    }

    /** Gives the provider its own words back. */
    public static void answerAsEver(ApplicationContext app, String provider) {
        of(app, provider).answers(new StandIn(VENDORS.get(provider))::answer);
    }

    private static DemoProvider find(ApplicationContext app, String provider) {
        return app.getBean(Demo.class).provider(provider).orElseThrow();
    }
}
