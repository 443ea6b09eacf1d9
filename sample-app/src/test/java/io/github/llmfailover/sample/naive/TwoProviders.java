package io.github.llmfailover.sample.naive;

import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.test.ProviderSimulator;
import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** An application with the clients of two providers that Spring AI configures, and a simulator behind each. */
final class TwoProviders implements AutoCloseable {

    private final ProviderSimulator first = ProviderSimulator.start();

    private final ProviderSimulator second = ProviderSimulator.start();

    private final ConfigurableApplicationContext context;

    private final ChatModel model;

    private TwoProviders(boolean naive, List<String> properties) {
        List<String> all = new ArrayList<>(properties);
        all.add("spring.config.name=none");
        all.add("spring.ai.openai.base-url=" + first.baseUrl() + "/v1");
        all.add("spring.ai.openai.api-key=a-key");
        all.add("spring.ai.anthropic.base-url=" + second.baseUrl());
        all.add("spring.ai.anthropic.api-key=a-key");
        all.add("spring.ai.model.embedding=none");
        all.add("spring.ai.model.image=none");
        all.add("spring.ai.model.moderation=none");
        all.add("spring.ai.model.audio.speech=none");
        all.add("spring.ai.model.audio.transcription=none");
        all.add("llm.failover.enabled=" + !naive);
        all.add("llm.failover.chain=openai,anthropic");
        // Each failure with its stack, as often as it happens, from Spring AI's clients.
        all.add("logging.level.org.springframework.ai=off");
        all.add("logging.level.io.github.llmfailover=error");
        all.add("logging.level.org.springframework.core.annotation.MergedAnnotation=error");
        all.add("spring.main.banner-mode=off");
        SpringApplication application = new SpringApplication(Bare.class);
        // The sample application's own would choose other providers.
        application.setInitializers(List.of());
        application.setWebApplicationType(WebApplicationType.NONE);
        context = application.run(all.stream().map(each -> "--" + each).toArray(String[]::new));
        model = naive
                ? new NaiveFallback(
                        context.getBean("openAiChatModel", ChatModel.class),
                        context.getBean("anthropicChatModel", ChatModel.class))
                : context.getBean(FailoverChatModel.class);
    }

    /** With the fallback that people write by hand. */
    static TwoProviders naive(String... properties) {
        return new TwoProviders(true, List.of(properties));
    }

    /** With the starter, and the retries of the clients off as the start advises. */
    static TwoProviders failover(String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("spring.ai.openai.max-retries=0");
        all.add("spring.ai.anthropic.max-retries=0");
        return new TwoProviders(false, all);
    }

    ChatModel model() {
        return model;
    }

    ProviderSimulator first() {
        return first;
    }

    ProviderSimulator second() {
        return second;
    }

    /** How many requests both have got. */
    String requests() {
        return first.requestCount() + " + " + second.requestCount();
    }

    @Override
    public void close() {
        context.close();
        first.close();
        second.close();
    }

    /** Not a configuration by its annotations, which would make it every test's. */
    @EnableAutoConfiguration
    static class Bare {}
}
