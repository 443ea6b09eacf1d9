package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.CacheScopeResolver;
import io.github.llmfailover.DegradedAnswerTier;
import io.github.llmfailover.chat.DegradedAnswers;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.observation.DegradationListener;
import io.github.llmfailover.time.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The degradation ladder, where a tier of it is configured or declared as a bean. */
@AutoConfiguration(
        after = FailoverAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnBean(ProviderChains.class)
@Conditional(FailoverDegradationAutoConfiguration.AnyTier.class)
public final class FailoverDegradationAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    DegradedAnswers failoverDegradedAnswers(
            FailoverProperties properties,
            ProviderChains validated,
            ListableBeanFactory beans,
            ObjectProvider<DegradedAnswerTier> own,
            ObjectProvider<CacheScopeResolver> resolver,
            Workers workers,
            TimeSource time) {
        return new LadderAssembly(properties.degradation(), beans, workers, time)
                .assemble(own.orderedStream().toList(), resolver.getIfUnique());
    }

    /** Knows the chains, not the ladder: the ladder may have beans that need the model, which tells this listener. */
    @Bean
    @ConditionalOnMissingBean
    DegradationListener llmFailoverDegradationListener(
            ProviderChains chains, ObjectProvider<MeterRegistry> registry, TimeSource time) {
        return new DegradationListener(
                registry.getIfUnique(), Set.copyOf(chains.chains().keySet()), time);
    }

    static final class AnyTier extends AnyNestedCondition {

        AnyTier() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBooleanProperty(name = FailoverProperties.PREFIX + ".degradation.cache.enabled")
        static class Cache {}

        @ConditionalOnBooleanProperty(name = FailoverProperties.PREFIX + ".degradation.similar.enabled")
        static class Similar {}

        @ConditionalOnProperty(name = FailoverProperties.PREFIX + ".degradation.rules.answers[0].pattern")
        static class Rules {}

        @ConditionalOnProperty(name = FailoverProperties.PREFIX + ".degradation.text.answer")
        static class Text {}

        @ConditionalOnBean(DegradedAnswerTier.class)
        static class Own {}
    }
}
