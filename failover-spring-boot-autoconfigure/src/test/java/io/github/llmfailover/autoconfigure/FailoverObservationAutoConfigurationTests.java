package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.actuate.ChainNames;
import io.github.llmfailover.actuate.FailoverEndpoint;
import io.github.llmfailover.actuate.RecentEvents;
import io.github.llmfailover.actuate.RetryBudgetView;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.observation.EventPublishingListener;
import io.github.llmfailover.observation.LoggingListener;
import io.github.llmfailover.observation.MeterListener;
import io.github.llmfailover.observation.ProviderGauges;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

class FailoverObservationAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    FailoverObservationAutoConfiguration.class, FailoverActuatorAutoConfiguration.class))
            .withPropertyValues("management.endpoints.web.exposure.include=*");

    @Test
    void application_withoutFailover_getsNoListener() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(FailoverListener.class)
                .doesNotHaveBean(FailoverEndpoint.class));
    }

    @Test
    void application_withoutMeterRegistry_logsAndPublishes() {
        runner.withUserConfiguration(Failover.class).run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(LoggingListener.class)
                .hasSingleBean(EventPublishingListener.class)
                .doesNotHaveBean(MeterListener.class)
                .doesNotHaveBean(ProviderGauges.class));
    }

    @Test
    void application_withMeterRegistry_keepsMeters() {
        runner.withUserConfiguration(Failover.class, Meters.class).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(MeterListener.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            context.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(registry));
            assertThat(registry.get("llm.failover.provider.state")
                            .tags("provider", "openai", "state", "CLOSED")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("llm.failover.retry.budget").gauge().value())
                    .isEqualTo(42);
        });
    }

    @Test
    void application_whoseProviderChangesState_hearsAnEvent() {
        runner.withUserConfiguration(Failover.class).run(context -> {
            context.getBean(CircuitBreakerRegistry.class)
                    .circuitBreaker("openai")
                    .transitionToForcedOpenState();
            context.getBean(ProviderHealths.class).get("openai").tryAcquire(null, Claim.FAIR);

            assertThat(context.getBean(Failover.class).heard)
                    .singleElement()
                    .returns(ProviderState.FORCED_OPEN, ProviderStateChangedEvent::to);
        });
    }

    @Test
    void application_withoutActuator_getsNoEndpointAndStarts() {
        runner.withUserConfiguration(Failover.class)
                .withClassLoader(
                        new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(RecentEvents.class)
                        .doesNotHaveBean("llmFailoverHealthContributor"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Meters {

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        RetryBudgetView retryBudgetView() {
            return () -> 42;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Failover {

        final List<ProviderStateChangedEvent> heard = new ArrayList<>();

        @EventListener
        void onStateChange(ProviderStateChangedEvent event) {
            heard.add(event);
        }

        @Bean
        CircuitBreakerRegistry circuitBreakerRegistry() {
            return CircuitBreakerRegistry.ofDefaults();
        }

        @Bean
        ProviderHealths providerHealths(CircuitBreakerRegistry breakers, ObjectProvider<FailoverListener> listeners) {
            List<FailoverListener> all = listeners.orderedStream().toList();
            return ProviderHealths.create(
                    List.of(HealthSettings.named("openai")),
                    breakers,
                    TimeSource.system(),
                    new Random(1),
                    new FailoverListener() {
                        @Override
                        public void onProviderStateChanged(ProviderStateChangedEvent event) {
                            all.forEach(each -> each.onProviderStateChanged(event));
                        }
                    });
        }

        @Bean
        ChainNames chainNames() {
            return () -> Map.of("default", List.of("openai"));
        }
    }
}
