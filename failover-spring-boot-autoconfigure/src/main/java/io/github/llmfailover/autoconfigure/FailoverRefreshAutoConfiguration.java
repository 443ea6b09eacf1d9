package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.ConfigurationRefresher;
import io.github.llmfailover.ConfigurationRefusedException;
import io.github.llmfailover.health.ProviderHealths;
import java.util.List;
import java.util.Set;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** Follows the refresh of Spring Cloud Context, where the application has it. */
@AutoConfiguration(after = FailoverAutoConfiguration.class)
@ConditionalOnClass({EnvironmentChangeEvent.class, RefreshScopeRefreshedEvent.class})
@ConditionalOnBean({ConfigurationRefresher.class, ProviderHealths.class})
public final class FailoverRefreshAutoConfiguration {

    private static final Log logger = LogFactory.getLog(FailoverRefreshAutoConfiguration.class);

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
            warnOfClients(event.getKeys());
            try {
                refresher.refresh();
            } catch (ConfigurationRefusedException e) {
                // It has been logged and told; ScopeFollower throws it.
            }
        }

        /** Who rotates a key has to know where it took no effect. */
        private static void warnOfClients(Set<String> keys) {
            List<String> ofClients = keys.stream()
                    .filter(key -> key.startsWith("spring.ai."))
                    .sorted()
                    .toList();
            if (!ofClients.isEmpty()) {
                logger.warn("Spring AI makes its clients at the start, so a change of " + String.join(", ", ofClients)
                        + " takes effect at the next one. Clients described in llm.failover.providers.<name>.client"
                        + " follow a refresh.");
            }
        }
    }

    private record ScopeFollower(ConfigurationRefresher refresher, ProviderHealths healths)
            implements ApplicationListener<RefreshScopeRefreshedEvent> {

        @Override
        public void onApplicationEvent(RefreshScopeRefreshedEvent event) {
            healths.registryReplaced();
            try {
                refresher.refresh();
            } catch (ConfigurationRefusedException e) {
                throw new RefusedRefreshException(e);
            }
        }
    }

    /** Tells whoever asked over HTTP that it is the configuration that is wrong, and not the server. */
    @ResponseStatus(HttpStatus.UNPROCESSABLE_CONTENT)
    private static final class RefusedRefreshException extends RuntimeException {

        RefusedRefreshException(ConfigurationRefusedException refusal) {
            super(refusal.getMessage(), refusal);
        }
    }
}
