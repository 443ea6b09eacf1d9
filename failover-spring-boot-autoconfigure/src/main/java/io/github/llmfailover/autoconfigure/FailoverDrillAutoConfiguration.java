package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.execution.Driller;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.Watchdog;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.time.TimeSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** Drills: on demand through the endpoint, and by a schedule where {@code llm.failover.drill.schedule} has one. */
@AutoConfiguration(after = FailoverAutoConfiguration.class)
@ConditionalOnBean({ProviderChains.class, ProviderHealths.class})
public final class FailoverDrillAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Driller failoverDriller(
            Generations generations,
            FailureClassifiers classifiers,
            Workers workers,
            TimeSource time,
            ObjectProvider<ProviderHealths> healths,
            ObjectProvider<FailoverListeners> listeners) {
        return new Driller(
                () -> generations.current().settings().drill(),
                new Engine(classifiers::classify, new Watchdog(time), workers, time),
                () -> members(generations.current().providers(), healths.getObject()),
                () -> listeners.getObject().all());
    }

    /** Not lazy, or an application that creates its beans late would never start it. */
    @Bean
    @Lazy(false)
    @ConditionalOnProperty(name = FailoverProperties.PREFIX + ".drill.schedule")
    DrillSchedule failoverDrillSchedule(FailoverProperties properties, Driller driller, TimeSource time) {
        String written = Objects.requireNonNull(properties.drill().schedule());
        return new DrillSchedule(DrillTimes.of(written), driller, time, ZoneId.systemDefault(), new Random());
    }

    private static Map<Provider, ProviderHealth> members(ProviderChains chains, ProviderHealths healths) {
        Map<Provider, ProviderHealth> members = new LinkedHashMap<>();
        chains.chains()
                .values()
                .forEach(chain -> chain.forEach(
                        provider -> members.computeIfAbsent(provider, unknown -> healths.get(provider.name()))));
        return members;
    }
}
