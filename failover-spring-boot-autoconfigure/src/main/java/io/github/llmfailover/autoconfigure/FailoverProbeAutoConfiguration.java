package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.execution.AnswerChecks;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.OwnThreads;
import io.github.llmfailover.execution.Prober;
import io.github.llmfailover.execution.StreamTexts;
import io.github.llmfailover.execution.UsageEstimates;
import io.github.llmfailover.execution.Watchdog;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.time.TimeSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** The background probes of providers that are out, where {@code llm.failover.probe.enabled} says so. */
@AutoConfiguration(after = FailoverAutoConfiguration.class)
@ConditionalOnBean({ProviderChains.class, ProviderHealths.class})
@ConditionalOnBooleanProperty(name = FailoverProperties.PREFIX + ".probe.enabled")
public final class FailoverProbeAutoConfiguration {

    /** Is a listener of the healths that it asks, and so looks for them only once there is something to hear. */
    @Bean
    @ConditionalOnMissingBean
    Prober failoverProber(
            Generations generations,
            SharedParts parts,
            FailureClassifiers classifiers,
            FailureRules rules,
            Workers workers,
            TimeSource time,
            UsageEstimates estimates,
            ObjectProvider<ProviderHealths> healths,
            ObjectProvider<FailoverListeners> listeners) {
        Prober prober = new Prober(
                generations.current().settings().probe(),
                new Engine(
                        classifiers::classify,
                        new Watchdog(time),
                        workers,
                        time,
                        StreamTexts.DEFAULTS,
                        new OwnThreads(FailoverListener.NONE, time),
                        estimates,
                        AnswerChecks.NONE),
                rules,
                new Random(),
                () -> members(generations.current().providers(), healths.getObject()),
                () -> listeners.getObject().all());
        generations.afterwards((before, now) ->
                prober.reconfigure(now.settings().probe(), parts.rules().of(now, rules)));
        return prober;
    }

    /** Not lazy, or an application that creates its beans late would never start it. */
    @Bean
    @Lazy(false)
    ProberLifecycle failoverProberLifecycle(Prober prober) {
        return new ProberLifecycle(prober);
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
