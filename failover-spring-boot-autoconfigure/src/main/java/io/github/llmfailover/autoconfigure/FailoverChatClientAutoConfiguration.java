package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.chat.FailoverChatClient;
import io.github.llmfailover.chat.FailoverChatModel;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientBuilderCustomizer;
import org.springframework.ai.chat.client.ChatClientCustomizer;
import org.springframework.ai.chat.client.advisor.ToolCallingAdvisor;
import org.springframework.ai.chat.client.advisor.observation.AdvisorObservationConvention;
import org.springframework.ai.chat.client.observation.ChatClientObservationConvention;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the {@link FailoverChatClient}, with everything that the application adds to the builder of Spring
 * AI. Backs off for any ChatClient of the application, which has the failover model already through its builder.
 */
@AutoConfiguration(after = FailoverAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = FailoverProperties.PREFIX + ".enabled", matchIfMissing = true)
@ConditionalOnBean(FailoverChatModel.class)
@ConditionalOnMissingBean(ChatClient.class)
public final class FailoverChatClientAutoConfiguration {

    @Bean
    @SuppressWarnings("removal")
    FailoverChatClient failoverChatClient(
            FailoverChatModel model,
            Environment environment,
            ObjectProvider<ObservationRegistry> observations,
            ObjectProvider<ChatClientObservationConvention> clientConvention,
            ObjectProvider<AdvisorObservationConvention> advisorConvention,
            ObjectProvider<ToolCallingAdvisor.Builder<?>> toolCalling,
            ObjectProvider<ChatClientCustomizer> olderCustomizers,
            ObjectProvider<ChatClientBuilderCustomizer> customizers) {
        ChatClient.Builder builder = ChatClient.builder(
                model,
                observations.getIfUnique(() -> ObservationRegistry.NOOP),
                clientConvention.getIfUnique(),
                advisorConvention.getIfUnique(),
                toolCalling.getIfAvailable());
        if (!environment.getProperty("spring.ai.chat.client.tool-calling.enabled", Boolean.class, true)) {
            builder.defaultAdvisors(AdvisorParams.toolCallingAdvisorAutoRegister(false));
        }
        olderCustomizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return new FailoverChatClient(builder, model);
    }
}
