package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.budget.BudgetServletFilter;
import io.github.llmfailover.budget.BudgetWebFilter;
import io.github.llmfailover.budget.DeadlineAdvisor;
import io.github.llmfailover.budget.InboundBudget;
import io.github.llmfailover.time.TimeSource;
import jakarta.servlet.Filter;
import java.util.Objects;
import org.springframework.ai.chat.client.ChatClientBuilderCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

/** Where the time of a call comes from that is part of something greater. Nothing unless configured. */
@AutoConfiguration(
        after = FailoverAutoConfiguration.class,
        before = FailoverChatClientAutoConfiguration.class,
        beforeName = "org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration")
@ConditionalOnBean(ProviderChains.class)
public final class FailoverBudgetAutoConfiguration {

    private static final String HEADER = FailoverProperties.PREFIX + ".budget.header";

    @Bean
    @ConditionalOnBooleanProperty(name = FailoverProperties.PREFIX + ".budget.chat-client")
    @ConditionalOnMissingBean(name = "failoverDeadlineCustomizer")
    ChatClientBuilderCustomizer failoverDeadlineCustomizer() {
        return builder -> builder.defaultAdvisors(new DeadlineAdvisor());
    }

    private static InboundBudget budget(FailoverProperties properties, TimeSource time) {
        FailoverProperties.Budgeting budget = properties.budget();
        return new InboundBudget(Objects.requireNonNull(budget.header()), budget.withoutHeader(), budget.max(), time);
    }

    /** In a WebFlux application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = HEADER)
    @ConditionalOnWebApplication(type = Type.REACTIVE)
    @ConditionalOnClass(WebFilter.class)
    static class Reactive {

        @Bean
        @ConditionalOnMissingBean
        BudgetWebFilter failoverBudgetWebFilter(
                FailoverProperties properties, ProviderChains validated, TimeSource time) {
            return new BudgetWebFilter(budget(properties, time));
        }
    }

    /** In a servlet application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = HEADER)
    @ConditionalOnWebApplication(type = Type.SERVLET)
    @ConditionalOnClass(Filter.class)
    static class Servlet {

        @Bean
        @ConditionalOnMissingBean
        BudgetServletFilter failoverBudgetServletFilter(
                FailoverProperties properties, ProviderChains validated, TimeSource time) {
            return new BudgetServletFilter(budget(properties, time));
        }
    }
}
