package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.ProviderSimulator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class ProviderSetupTest {

    private static final String NOBODY = "http://127.0.0.1:1";

    @Test
    void start_oneKey_servesWithThatProviderOnly() {
        try (var app = start("--spring.ai.anthropic.api-key=a-key")) {
            assertThat(app.getBeanNamesForType(ChatModel.class))
                    .containsExactlyInAnyOrder("failoverChatModel", "anthropicChatModel");
            assertThat(app.getEnvironment().getProperty("llm.failover.chain")).isEqualTo("anthropic");
        }
    }

    @Test
    void start_keys_hasNoDemoControl() {
        try (var app = start("--spring.ai.openai.api-key=a-key", "--spring.ai.anthropic.api-key=a-key")) {
            assertThat(app.getEnvironment().getProperty("llm.failover.chain")).isEqualTo("openai,anthropic");
            assertThat(app.containsBean("demoController")).isFalse();
            assertThat(app.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void start_otherAddressWanted_listensThere() {
        try (var app = start("--spring.ai.anthropic.api-key=a-key", "--server.address=127.0.0.2")) {
            assertThat(app.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.2");
        }
    }

    @Test
    void start_ollamaRuns_servesWithIt() {
        try (var ollama = ProviderSimulator.start();
                var app = start("--spring.ai.ollama.base-url=" + ollama.baseUrl())) {
            assertThat(app.getBeanNamesForType(ChatModel.class))
                    .containsExactlyInAnyOrder("failoverChatModel", "ollamaChatModel");
        }
    }

    @Test
    void start_nothingThere_isDemoModeOnThisMachineOnly() {
        try (var app = start()) {
            assertThat(app.containsBean("demoController")).isTrue();
            assertThat(app.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.1");
            assertThat(app.getEnvironment().getProperty("spring.ai.openai.base-url"))
                    .startsWith("http://127.0.0.1:");
        }
    }

    /** What the machine of whoever runs the tests has is of no interest. */
    private static ConfigurableApplicationContext start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.ai.openai.api-key=",
                "--spring.ai.anthropic.api-key=",
                "--spring.ai.ollama.base-url=" + NOBODY));
        for (String argument : more) {
            String name = argument.substring(0, argument.indexOf('=') + 1);
            arguments.removeIf(other -> other.startsWith(name));
            arguments.add(argument);
        }
        return new SpringApplicationBuilder(SampleApplication.class).run(arguments.toArray(String[]::new));
    }
}
