package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.AbortableClients;
import io.github.llmfailover.provider.AnthropicAbortCustomizer;
import io.github.llmfailover.provider.OpenAiAbortCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the clients that Spring AI configures abortable. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "llm.failover.enabled", matchIfMissing = true)
public final class AbortableClientsAutoConfiguration {

    @Bean
    static AbortableClientsPostProcessor abortableClientsPostProcessor() {
        return new AbortableClientsPostProcessor();
    }

    @Bean
    AbortableClients abortableClients(AbortableClientsPostProcessor postProcessor) {
        return postProcessor.clients();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer")
    static class OpenAi {

        @Bean
        OpenAiAbortCustomizer openAiAbortCustomizer(AbortableClients clients) {
            return new OpenAiAbortCustomizer(clients);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.ai.anthropic.http.okhttp.AnthropicHttpClientBuilderCustomizer")
    static class Anthropic {

        @Bean
        AnthropicAbortCustomizer anthropicAbortCustomizer(AbortableClients clients) {
            return new AnthropicAbortCustomizer(clients);
        }
    }
}
