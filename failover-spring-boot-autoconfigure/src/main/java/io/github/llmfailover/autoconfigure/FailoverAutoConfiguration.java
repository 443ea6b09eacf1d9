package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.ChainRouter;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.PromptAdapter;
import io.github.llmfailover.actuate.ChainNames;
import io.github.llmfailover.actuate.RetryBudgetView;
import io.github.llmfailover.actuate.StartupAdvice;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.OwnThreads;
import io.github.llmfailover.execution.Watchdog;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.failure.FailureClassifier;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.plan.CallPlanner;
import io.github.llmfailover.plan.RetryBudget;
import io.github.llmfailover.provider.AbortableClients;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.ProviderOrdering;
import io.github.llmfailover.routing.ProviderSelector;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.trace.CallTracer;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.springframework.ai.tokenizer.JTokkitTokenCountEstimator;
import org.springframework.ai.tokenizer.TokenCountEstimator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the {@link FailoverChatModel} and of everything it works with. Each bean backs off for the
 * application's own; {@code llm.failover.enabled=false} leaves none.
 */
@AutoConfiguration(
        afterName = {
            "io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration",
            "io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerRefreshScopedRegistryAutoConfiguration",
            "org.springframework.ai.model.anthropic.autoconfigure.AnthropicChatAutoConfiguration",
            "org.springframework.ai.model.bedrock.converse.autoconfigure.BedrockConverseProxyChatAutoConfiguration",
            "org.springframework.ai.model.deepseek.autoconfigure.DeepSeekChatAutoConfiguration",
            "org.springframework.ai.model.google.genai.autoconfigure.chat.GoogleGenAiChatAutoConfiguration",
            "org.springframework.ai.model.mistralai.autoconfigure.MistralAiChatAutoConfiguration",
            "org.springframework.ai.model.ollama.autoconfigure.OllamaChatAutoConfiguration",
            "org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration"
        },
        beforeName = "org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration")
@ConditionalOnBooleanProperty(name = FailoverProperties.PREFIX + ".enabled", matchIfMissing = true)
@EnableConfigurationProperties(FailoverProperties.class)
public final class FailoverAutoConfiguration {

    static final String MODEL = "failoverChatModel";

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static EmptyBlocks failoverEmptyBlocks() {
        return new EmptyBlocks();
    }

    @Bean
    static PrimaryChatModel failoverPrimaryChatModel() {
        return new PrimaryChatModel(MODEL);
    }

    @Bean
    @ConditionalOnMissingBean
    TimeSource failoverTimeSource() {
        return TimeSource.system();
    }

    @Bean
    @ConditionalOnMissingBean
    CircuitBreakerRegistry failoverCircuitBreakerRegistry() {
        return CircuitBreakerRegistry.ofDefaults();
    }

    @Bean
    @ConditionalOnMissingBean
    FailureClassifiers failoverFailureClassifiers(ObjectProvider<FailureClassifier> own, TimeSource time) {
        return FailureClassifiers.create(own.orderedStream().toList(), time::now);
    }

    @Bean
    @ConditionalOnMissingBean
    FailureRules failoverFailureRules(FailoverProperties properties, ProviderChains validated) {
        return new SettingsMapper(properties).rules();
    }

    @Bean
    @ConditionalOnMissingBean
    RetryBudget failoverRetryBudget(FailoverProperties properties, ProviderChains validated, TimeSource time) {
        FailoverProperties.Budget budget = properties.retry().budget();
        return new RetryBudget(budget.ratio(), budget.minPerSecond(), time);
    }

    @Bean
    @ConditionalOnMissingBean
    ProviderSelector failoverProviderSelector(
            FailoverProperties properties,
            ProviderChains validated,
            ObjectProvider<ProviderOrdering> own,
            TimeSource time) {
        return Strategies.selector(properties, own.getIfUnique(), time);
    }

    @Bean
    ProviderFactory failoverProviderFactory(
            AbortableClients clients,
            ObjectProvider<ObservationRegistry> observations,
            ObjectProvider<PromptAdapter> adapters) {
        return new ProviderFactory(clients, observations, adapters);
    }

    @Bean
    ProviderChains failoverProviderChains(
            FailoverProperties properties,
            ConfigurableListableBeanFactory beanFactory,
            Environment environment,
            ProviderFactory factory) {
        return new FailoverConfigurer(properties, beanFactory, environment, factory).configure();
    }

    @Bean
    @ConditionalOnMissingBean
    ChainNames failoverChainNames(ProviderChains chains) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        chains.chains()
                .forEach((chain, providers) ->
                        names.put(chain, providers.stream().map(Provider::name).toList()));
        return () -> Collections.unmodifiableMap(names);
    }

    @Bean
    @ConditionalOnMissingBean
    StartupAdvice failoverStartupAdvice(ProviderChains chains) {
        return chains::advice;
    }

    @Bean
    @ConditionalOnMissingBean
    RetryBudgetView failoverRetryBudgetView(RetryBudget budget) {
        return budget::available;
    }

    @Bean
    FailoverListeners failoverListeners(ObjectProvider<FailoverListener> listeners, TimeSource time) {
        return new FailoverListeners(
                CompositeListener.of(listeners.orderedStream().toList(), time));
    }

    @Bean
    @ConditionalOnMissingBean
    ProviderHealths failoverProviderHealths(
            ProviderChains chains, CircuitBreakerRegistry registry, TimeSource time, FailoverListeners listeners) {
        return ProviderHealths.create(chains.healths(), registry, time, new Random(), listeners.all());
    }

    @Bean
    @ConditionalOnMissingBean
    Workers failoverWorkers() {
        return Workers.create();
    }

    @Bean
    @ConditionalOnMissingBean
    OwnThreads failoverOwnThreads(FailoverListeners listeners, TimeSource time) {
        return new OwnThreads(listeners.all(), time);
    }

    @Bean(MODEL)
    @Primary
    @ConditionalOnMissingBean(value = FailoverChatModel.class, name = MODEL)
    FailoverChatModel failoverChatModel(
            FailoverProperties properties,
            ProviderChains providers,
            ProviderHealths healths,
            FailureRules rules,
            ProviderSelector selector,
            RetryBudget budget,
            FailoverListeners listeners,
            FailureClassifiers classifiers,
            Workers workers,
            OwnThreads threads,
            ObjectProvider<TokenCountEstimator> tokens,
            ObjectProvider<ChainRouter> routers,
            ObjectProvider<CallTracer> tracer,
            TimeSource time) {
        List<Chain> chains = providers.chains().entrySet().stream()
                .map(chain -> new Chain(chain.getKey(), chain.getValue(), provider -> healths.get(provider.name())))
                .toList();
        CallPlanner planner = new CallPlanner(
                new SettingsMapper(properties).plan(), rules, selector, budget, listeners.all(), time, new Random());
        return new FailoverChatModel(
                chains,
                planner,
                new Engine(
                        classifiers::classify,
                        new Watchdog(time),
                        workers,
                        time,
                        new SettingsMapper(properties).texts(),
                        threads,
                        tracer.getIfAvailable(() -> CallTracer.NONE)),
                Routing.reading(properties, tokens.getIfUnique(JTokkitTokenCountEstimator::new), selector, routers));
    }
}
