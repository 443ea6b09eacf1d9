package io.github.llmfailover.autoconfigure;

import java.util.List;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.model.anthropic.autoconfigure.AnthropicChatAutoConfiguration;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.ollama.autoconfigure.OllamaApiAutoConfiguration;
import org.springframework.ai.model.ollama.autoconfigure.OllamaChatAutoConfiguration;
import org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.retry.autoconfigure.SpringAiRetryAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

/** Applications to start in tests. */
public final class Runners {

    private Runners() {}

    /** An application with no model at all. */
    public static ApplicationContextRunner empty() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        FailoverClientAutoConfiguration.class,
                        FailoverAutoConfiguration.class,
                        FailoverChatClientAutoConfiguration.class));
    }

    /** An application with all that we configure, and no model. */
    static ApplicationContextRunner everyAutoConfigurationOfOurs() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        FailoverActuatorAutoConfiguration.class,
                        FailoverAutoConfiguration.class,
                        FailoverChatClientAutoConfiguration.class,
                        FailoverClientAutoConfiguration.class,
                        FailoverDrillAutoConfiguration.class,
                        FailoverObservationAutoConfiguration.class,
                        FailoverOllamaAutoConfiguration.class,
                        FailoverProbeAutoConfiguration.class));
    }

    /** An application with two models that answer with their own name. */
    static ApplicationContextRunner twoModels() {
        return empty().withBean("openAiChatModel", ChatModel.class, () -> answering("openai"))
                .withBean("mistralAiChatModel", ChatModel.class, () -> answering("mistral"));
    }

    /** An application with the model starters of OpenAI, Anthropic and Ollama. */
    static ApplicationContextRunner threeStarters() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        FailoverClientAutoConfiguration.class,
                        FailoverAutoConfiguration.class,
                        FailoverChatClientAutoConfiguration.class,
                        OpenAiChatAutoConfiguration.class,
                        AnthropicChatAutoConfiguration.class,
                        OllamaApiAutoConfiguration.class,
                        OllamaChatAutoConfiguration.class,
                        ToolCallingAutoConfiguration.class,
                        SpringAiRetryAutoConfiguration.class,
                        RestClientAutoConfiguration.class,
                        WebClientAutoConfiguration.class,
                        ChatClientAutoConfiguration.class))
                .withPropertyValues("spring.ai.openai.api-key=sk-canary", "spring.ai.anthropic.api-key=sk-ant-canary");
    }

    /** A model that answers with a text. */
    static ChatModel answering(String text) {
        return prompt -> new ChatResponse(List.of(new Generation(
                new AssistantMessage(text),
                ChatGenerationMetadata.builder().finishReason("stop").build())));
    }
}
