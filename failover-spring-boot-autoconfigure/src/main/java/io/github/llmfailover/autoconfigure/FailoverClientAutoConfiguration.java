package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.AbortableClients;
import io.github.llmfailover.provider.AnthropicAbortCustomizer;
import io.github.llmfailover.provider.OpenAiAbortCustomizer;
import org.springframework.ai.anthropic.http.okhttp.AnthropicHttpClientBuilderCustomizer;
import org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/** Makes requests of the application's own model clients abortable, by the means of each client library that is there. */
@AutoConfiguration(before = FailoverAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = FailoverProperties.PREFIX + ".enabled", matchIfMissing = true)
public final class FailoverClientAutoConfiguration {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static AbortableClients failoverAbortableClients() {
        return new AbortableClients();
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ClientWatch failoverClientWatch(AbortableClients clients) {
        return new ClientWatch(clients);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(OpenAiHttpClientBuilderCustomizer.class)
    static class OpenAiConfiguration {

        @Bean
        OpenAiAbortCustomizer failoverOpenAiAbortCustomizer(AbortableClients clients) {
            return new OpenAiAbortCustomizer(clients);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(AnthropicHttpClientBuilderCustomizer.class)
    static class AnthropicConfiguration {

        @Bean
        AnthropicAbortCustomizer failoverAnthropicAbortCustomizer(AbortableClients clients) {
            return new AnthropicAbortCustomizer(clients);
        }
    }
}
