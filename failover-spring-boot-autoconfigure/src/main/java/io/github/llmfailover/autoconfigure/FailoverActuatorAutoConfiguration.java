package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.actuate.ChainNames;
import io.github.llmfailover.actuate.DegradedHealthGroups;
import io.github.llmfailover.actuate.Drills;
import io.github.llmfailover.actuate.FailoverEndpoint;
import io.github.llmfailover.actuate.FailoverEndpointWebExtension;
import io.github.llmfailover.actuate.FailoverHealthContributor;
import io.github.llmfailover.actuate.OperatorAudit;
import io.github.llmfailover.actuate.OperatorDesk;
import io.github.llmfailover.actuate.ProviderCurrencies;
import io.github.llmfailover.actuate.RecentEvents;
import io.github.llmfailover.actuate.RetryBudgetView;
import io.github.llmfailover.actuate.Spending;
import io.github.llmfailover.execution.Driller;
import io.github.llmfailover.health.OperatorActions;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.time.TimeSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The endpoint {@code llmfailover} and the health contributor {@code llmFailover}, where the application has Actuator. */
@AutoConfiguration(
        afterName = "io.github.llmfailover.autoconfigure.FailoverAutoConfiguration",
        beforeName = {
            "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration",
            "org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration"
        })
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean({ProviderHealths.class, ChainNames.class})
public final class FailoverActuatorAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnAvailableEndpoint(FailoverEndpoint.class)
    static class EndpointConfiguration {

        @Bean
        @ConditionalOnMissingBean
        RecentEvents llmFailoverRecentEvents() {
            return new RecentEvents();
        }

        @Bean
        @ConditionalOnMissingBean
        Spending llmFailoverSpending() {
            return new Spending();
        }

        @Bean
        @ConditionalOnMissingBean
        FailoverEndpoint llmFailoverEndpoint(
                ProviderHealths healths,
                ChainNames chains,
                ObjectProvider<RetryBudgetView> retryBudget,
                RecentEvents recentEvents,
                OperatorActions actions,
                ObjectProvider<Driller> driller,
                Spending spending,
                ObjectProvider<ProviderCurrencies> currencies) {
            Driller found = driller.getIfAvailable();
            Drills drills = found == null ? Drills.NONE : new EndpointDrills(found);
            return new FailoverEndpoint(
                    healths,
                    chains,
                    retryBudget.getIfAvailable(() -> RetryBudgetView.FULL),
                    recentEvents,
                    new OperatorDesk(healths, actions, drills),
                    spending,
                    currencies.getIfAvailable(() -> provider -> null));
        }

        @Bean
        @ConditionalOnMissingBean
        FailoverEndpointWebExtension llmFailoverEndpointWebExtension(FailoverEndpoint endpoint) {
            return new FailoverEndpointWebExtension(endpoint);
        }

        @Bean
        @ConditionalOnMissingBean
        OperatorActions llmFailoverOperatorActions(
                ProviderHealths healths,
                ChainNames chains,
                ObjectProvider<TimeSource> time,
                ObjectProvider<FailoverListeners> listeners) {
            FailoverListeners found = listeners.getIfAvailable();
            return new OperatorActions(
                    healths,
                    chains::byChain,
                    time.getIfAvailable(TimeSource::system),
                    found == null ? FailoverListener.NONE : found.all());
        }

        @Bean
        @ConditionalOnMissingBean
        OperatorAudit llmFailoverOperatorAudit(ApplicationEventPublisher publisher) {
            return new OperatorAudit(event -> publisher.publishEvent(new AuditApplicationEvent(event)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(CompositeHealthContributor.class)
    @ConditionalOnEnabledHealthIndicator("llmFailover")
    static class HealthConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "llmFailoverHealthContributor")
        FailoverHealthContributor llmFailoverHealthContributor(ProviderHealths healths, ChainNames chains) {
            return new FailoverHealthContributor(healths, chains);
        }

        @Bean
        static HealthEndpointGroupsPostProcessor llmFailoverHealthGroups() {
            return DegradedHealthGroups::new;
        }
    }
}
