package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.AnswerValidator;
import io.github.llmfailover.ChainRouter;
import io.github.llmfailover.ConfigurationRefresher;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.PromptAdapter;
import io.github.llmfailover.actuate.ChainNames;
import io.github.llmfailover.actuate.ProviderCurrencies;
import io.github.llmfailover.actuate.RetryBudgetView;
import io.github.llmfailover.actuate.StartupAdvice;
import io.github.llmfailover.chat.ChatSetup;
import io.github.llmfailover.chat.DegradedAnswers;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.execution.AnswerChecks;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.OwnThreads;
import io.github.llmfailover.execution.UsageEstimates;
import io.github.llmfailover.execution.Watchdog;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.failure.FailureClassifier;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.plan.CallPlanner;
import io.github.llmfailover.plan.RetryBudget;
import io.github.llmfailover.provider.AbortableClients;
import io.github.llmfailover.routing.ProviderOrdering;
import io.github.llmfailover.routing.ProviderSelector;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.trace.CallTracer;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.observation.ObservationRegistry;
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
    FailureRules failoverFailureRules(SharedParts parts) {
        return parts.rules().first();
    }

    @Bean
    @ConditionalOnMissingBean
    RetryBudget failoverRetryBudget(SharedParts parts) {
        return parts.budget().first();
    }

    @Bean
    @ConditionalOnMissingBean
    ProviderSelector failoverProviderSelector(SharedParts parts) {
        return parts.selector().first();
    }

    @Bean
    ProviderFactory failoverProviderFactory(
            AbortableClients clients,
            ObjectProvider<ObservationRegistry> observations,
            ObjectProvider<PromptAdapter> adapters,
            TimeSource time) {
        return new ProviderFactory(clients, observations, adapters, time);
    }

    @Bean
    FailoverConfigurer failoverConfigurer(
            ConfigurableListableBeanFactory beanFactory, Environment environment, ProviderFactory factory) {
        return new FailoverConfigurer(beanFactory, environment, factory);
    }

    /** Who serves at the start. {@link Generations} knows who does now. */
    @Bean
    ProviderChains failoverProviderChains(FailoverProperties properties, FailoverConfigurer configurer) {
        return configurer.configure(properties, ProviderChains.NONE);
    }

    @Bean
    Generations failoverGenerations(FailoverProperties properties, ProviderChains validated) {
        return new Generations(properties, validated);
    }

    @Bean
    SharedParts failoverSharedParts(Generations generations, ObjectProvider<ProviderOrdering> own, TimeSource time) {
        return SharedParts.of(generations, own.getIfUnique(), time);
    }

    @Bean
    Live<ProviderHealths.Change> failoverLiveHealths(Generations generations, ProviderHealths healths) {
        return generations.each(new HealthsPart(healths));
    }

    @Bean
    @ConditionalOnMissingBean
    ConfigurationRefresher failoverConfigurationRefresher(
            Generations generations,
            FailoverConfigurer configurer,
            Environment environment,
            ProviderFactory factory,
            FailoverListeners listeners,
            TimeSource time) {
        return new FailoverRefresher(generations, configurer, environment, factory, listeners.all(), time);
    }

    @Bean
    @ConditionalOnMissingBean
    ChainNames failoverChainNames(Generations generations) {
        Live<Map<String, List<String>>> names =
                generations.each((next, before) -> next.providers().names());
        return names::get;
    }

    @Bean
    @ConditionalOnMissingBean
    ProviderCurrencies failoverProviderCurrencies(Generations generations) {
        return provider -> {
            FailoverProperties.Provider settings =
                    generations.current().properties().providers().get(provider);
            return settings == null || settings.price() == null
                    ? null
                    : settings.price().currency();
        };
    }

    @Bean
    @ConditionalOnMissingBean
    StartupAdvice failoverStartupAdvice(Generations generations) {
        return () -> generations.current().providers().advice();
    }

    @Bean
    @ConditionalOnMissingBean
    RetryBudgetView failoverRetryBudgetView(Generations generations, SharedParts parts, RetryBudget budget) {
        return () -> parts.budget().of(generations.current(), budget).available();
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

    @Bean
    FailoverTokenizer failoverTokenizer(ObjectProvider<TokenCountEstimator> own) {
        return new FailoverTokenizer(own.getIfUnique(JTokkitTokenCountEstimator::new));
    }

    @Bean
    @ConditionalOnMissingBean
    UsageEstimates failoverUsageEstimates(FailoverTokenizer tokenizer, TimeSource time) {
        return UsageEstimates.with(text -> tokenizer.estimator().estimate(text), time);
    }

    @Bean(MODEL)
    @Primary
    @ConditionalOnMissingBean(value = FailoverChatModel.class, name = MODEL)
    FailoverChatModel failoverChatModel(
            Generations generations,
            SharedParts parts,
            Live<ProviderHealths.Change> healths,
            FailureRules rules,
            ProviderSelector selector,
            RetryBudget budget,
            FailoverListeners listeners,
            FailureClassifiers classifiers,
            Workers workers,
            OwnThreads threads,
            FailoverTokenizer tokenizer,
            UsageEstimates estimates,
            ObjectProvider<ChainRouter> routers,
            ObjectProvider<AnswerValidator> validators,
            ObjectProvider<DegradedAnswers> degradedAnswers,
            ObjectProvider<CallTracer> tracer,
            TimeSource time) {
        Watchdog watchdog = new Watchdog(time);
        AnswerChecks checks = AnswerChecking.of(validators, listeners, workers, time);
        Random random = new Random();
        CallTracer traces = tracer.getIfAvailable(() -> CallTracer.NONE);
        return new FailoverChatModel(
                generations.each((next, before) -> {
                    ProviderSelector selects = parts.selector().of(next, selector);
                    return new ChatSetup(
                            next.providers().chains(healths.of(next)::get),
                            new CallPlanner(
                                    next.settings().plan(),
                                    parts.rules().of(next, rules),
                                    selects,
                                    parts.budget().of(next, budget),
                                    parts.hedges().of(next),
                                    listeners.all(),
                                    time,
                                    random),
                            new Engine(
                                    classifiers::classify,
                                    watchdog,
                                    workers,
                                    time,
                                    next.settings().texts(),
                                    threads,
                                    estimates,
                                    checks,
                                    traces),
                            Routing.reading(next.properties(), tokenizer.estimator(), selects, routers));
                }),
                degradedAnswers.getIfAvailable());
    }
}
