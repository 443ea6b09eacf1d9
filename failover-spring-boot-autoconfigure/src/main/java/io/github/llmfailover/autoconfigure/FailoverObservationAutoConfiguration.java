package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.actuate.ChainNames;
import io.github.llmfailover.actuate.RetryBudgetView;
import io.github.llmfailover.execution.OwnThreads;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.observation.DrillMeters;
import io.github.llmfailover.observation.EventPublishingListener;
import io.github.llmfailover.observation.FailoverAttemptObservationConvention;
import io.github.llmfailover.observation.FailoverCallObservationConvention;
import io.github.llmfailover.observation.FailoverConventions;
import io.github.llmfailover.observation.FailoverMeterObservationHandler;
import io.github.llmfailover.observation.FailoverWaitObservationConvention;
import io.github.llmfailover.observation.GaugesByProvider;
import io.github.llmfailover.observation.LoggingListener;
import io.github.llmfailover.observation.MeterListener;
import io.github.llmfailover.observation.ObservingTracer;
import io.github.llmfailover.observation.ProviderGauges;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.trace.CallTracer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** The listeners that tell of calls and providers: log lines, application events, and meters where there is a registry. */
@AutoConfiguration(
        afterName = {
            "io.github.llmfailover.autoconfigure.FailoverAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnBean({ProviderHealths.class, ChainNames.class})
public final class FailoverObservationAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    LoggingListener llmFailoverLoggingListener(ObjectProvider<TimeSource> time) {
        return new LoggingListener(time.getIfAvailable(TimeSource::system));
    }

    @Bean
    @ConditionalOnMissingBean
    EventPublishingListener llmFailoverEventPublishingListener(ApplicationEventPublisher publisher) {
        return new EventPublishingListener(publisher);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(ObservationRegistry.class)
    static class ObservationConfiguration {

        @Bean
        @ConditionalOnMissingBean
        CallTracer llmFailoverCallTracer(
                ObservationRegistry registry,
                ObjectProvider<FailoverCallObservationConvention> call,
                ObjectProvider<FailoverAttemptObservationConvention> attempt,
                ObjectProvider<FailoverWaitObservationConvention> await) {
            return new ObservingTracer(
                    registry, new FailoverConventions(call.getIfUnique(), attempt.getIfUnique(), await.getIfUnique()));
        }

        /** Before the default one, which would make meters of our observations beside those that we keep. */
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        @ConditionalOnMissingBean(name = "llmFailoverMeterObservationHandler")
        static FailoverMeterObservationHandler llmFailoverMeterObservationHandler() {
            return new FailoverMeterObservationHandler();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(MeterRegistry.class)
    static class MeterConfiguration {

        /** Knows providers by the chains alone: their healths are created later, and tell this listener. */
        @Bean
        @ConditionalOnMissingBean
        MeterListener llmFailoverMeterListener(MeterRegistry registry, ChainNames chains) {
            Set<String> providers =
                    chains.byChain().values().stream().flatMap(List::stream).collect(Collectors.toSet());
            return new MeterListener(
                    registry,
                    chains.byChain().keySet(),
                    providers,
                    chain -> chains.byChain().containsKey(chain),
                    provider -> chains.byChain().values().stream().anyMatch(members -> members.contains(provider)));
        }

        @Bean
        @ConditionalOnMissingBean
        DrillMeters llmFailoverDrillMeters(MeterRegistry registry) {
            return new DrillMeters(registry);
        }

        @Bean
        @ConditionalOnMissingBean
        ProviderGauges llmFailoverProviderGauges(ProviderHealths healths, ObjectProvider<Generations> generations) {
            ProviderGauges gauges = new ProviderGauges(healths);
            generations.ifAvailable(changing -> changing.afterwards((before, now) -> gauges.follow()));
            return gauges;
        }

        @Bean
        @ConditionalOnBean(OwnThreads.class)
        @ConditionalOnMissingBean(name = "llmFailoverAbandonedCallsGauge")
        MeterBinder llmFailoverAbandonedCallsGauge(
                OwnThreads threads, ProviderHealths healths, ObjectProvider<Generations> generations) {
            GaugesByProvider gauges = new GaugesByProvider(
                    () -> healths.all().keySet(),
                    (provider, registry) -> List.of(Gauge.builder(
                                    "llm.failover.abandoned.calls", threads, each -> each.abandonedCalls(provider))
                            .description("Calls that still hold a thread although they passed their limit")
                            .tag("provider", provider)
                            .register(registry)));
            generations.ifAvailable(changing -> changing.afterwards((before, now) -> gauges.follow()));
            return gauges;
        }

        @Bean
        @ConditionalOnBean(RetryBudgetView.class)
        @ConditionalOnMissingBean(name = "llmFailoverRetryBudgetGauge")
        MeterBinder llmFailoverRetryBudgetGauge(RetryBudgetView retryBudget) {
            return registry -> Gauge.builder("llm.failover.retry.budget", retryBudget, RetryBudgetView::available)
                    .description("How much of the budget for retries is left")
                    .baseUnit("percent")
                    .register(registry);
        }
    }
}
