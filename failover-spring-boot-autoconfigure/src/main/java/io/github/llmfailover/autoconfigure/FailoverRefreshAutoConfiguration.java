package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.ConfigurationRefresher;
import io.github.llmfailover.ConfigurationRefusedException;
import io.github.llmfailover.health.ProviderHealths;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Follows the refresh of Spring Cloud Context, where the application has it. */
@AutoConfiguration(after = FailoverAutoConfiguration.class)
@ConditionalOnClass({EnvironmentChangeEvent.class, RefreshScopeRefreshedEvent.class})
@ConditionalOnBean({ConfigurationRefresher.class, ProviderHealths.class})
public final class FailoverRefreshAutoConfiguration {

    /**
     * The environment has changed. Does not fail where our part of it is wrong: others have to follow the change as well, and
     * the refresh scope comes after this.
     */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    ApplicationListener<EnvironmentChangeEvent> failoverEnvironmentFollower(ConfigurationRefresher refresher) {
        return new EnvironmentFollower(refresher);
    }

    /**
     * The whole refresh is over, and whoever asked for it has to hear that our part was refused. The circuit breaker registry
     * of Resilience4j is a new one now.
     */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    ApplicationListener<RefreshScopeRefreshedEvent> failoverScopeFollower(
            ConfigurationRefresher refresher, ProviderHealths healths) {
        return new ScopeFollower(refresher, healths);
    }

    private record EnvironmentFollower(ConfigurationRefresher refresher)
            implements ApplicationListener<EnvironmentChangeEvent> {

        @Override
        public void onApplicationEvent(EnvironmentChangeEvent event) {
            try {
                refresher.refresh();
            } catch (ConfigurationRefusedException e) {
                // It has been logged and told; ScopeFollower throws it.
            }
        }
    }

    private record ScopeFollower(ConfigurationRefresher refresher, ProviderHealths healths)
            implements ApplicationListener<RefreshScopeRefreshedEvent> {

        @Override
        public void onApplicationEvent(RefreshScopeRefreshedEvent event) {
            healths.registryReplaced();
            refresher.refresh();
        }
    }
}
