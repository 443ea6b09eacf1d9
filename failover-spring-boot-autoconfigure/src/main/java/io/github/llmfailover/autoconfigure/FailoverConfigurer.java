package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.actuate.Advice;
import io.github.llmfailover.autoconfigure.ChainResolution.ResolvedProvider;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.provider.Provider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** The way from properties to providers: everything is checked first, and all that is wrong is reported at once. */
final class FailoverConfigurer {

    private static final Log logger = LogFactory.getLog(FailoverConfigurer.class);

    private final ConfigurableListableBeanFactory beanFactory;

    private final Environment environment;

    private final ProviderFactory factory;

    private final ChatModelBeans beans;

    FailoverConfigurer(ConfigurableListableBeanFactory beanFactory, Environment environment, ProviderFactory factory) {
        this.beanFactory = beanFactory;
        this.environment = environment;
        this.factory = factory;
        this.beans = new ChatModelBeans(
                beanFactory,
                FailoverAutoConfiguration.MODEL,
                FailoverChatModel.class,
                Set.of(FailoverAutoConfiguration.MODEL, "failoverProviderChains"));
    }

    /**
     * Makes providers of what is configured. Has no effect on those that are in use.
     *
     * @param properties what is configured
     * @param before the providers in use, whose clients serve on where nothing about them changes
     * @throws FailoverConfigurationException where something is wrong
     */
    ProviderChains configure(FailoverProperties properties, ProviderChains before) {
        Problems problems = new Problems();
        new UnknownProperties(problems).validate(environment);
        new ValueValidation(problems).validate(properties);
        ChainPlan plan = new ChainPlan(properties, problems);
        Predicate<String> classPresent = name -> ClassUtils.isPresent(name, beanFactory.getBeanClassLoader());
        Map<String, List<ResolvedProvider>> resolved =
                new ChainResolution(properties, beans, classPresent, problems).resolve(plan);
        problems.throwIfAny();
        SettingsMapper settings = new SettingsMapper(properties);
        ChainAssembly assembly = new ChainAssembly(
                beans, settings, factory, new ClientInspection(beanFactory, environment), problems, before);
        ProviderChains chains = assembly.assemble(resolved);
        if (before.chains().isEmpty() || !describe(before).equals(describe(chains))) {
            logger.info(describe(chains));
        }
        List<Advice> advice = advise(properties, settings.plan(), chains, assembly.advised());
        advice.stream().filter(each -> !before.advice().contains(each)).forEach(FailoverConfigurer::log);
        return chains.withAdvice(advice);
    }

    /** Says who serves: {@code Failover chain 'default': openai (gpt-5-mini) → ollama}. */
    static String describe(ProviderChains chains) {
        return chains.chains().entrySet().stream()
                .map(chain -> "'" + chain.getKey() + "': "
                        + chain.getValue().stream()
                                .map(FailoverConfigurer::describe)
                                .collect(Collectors.joining(" → ")))
                .collect(Collectors.joining("; ", "Failover chain ", ""));
    }

    private static String describe(Provider provider) {
        String model = provider.settings().model();
        if (model == null) {
            @Nullable ChatOptions options = provider.delegate().getOptions();
            model = options == null ? null : options.getModel();
        }
        return model == null ? provider.name() : provider.name() + " (" + model + ")";
    }

    private static List<Advice> advise(
            FailoverProperties properties,
            PlanSettings plan,
            ProviderChains chains,
            Map<String, AdvisedProvider> advised) {
        Map<String, List<AdvisedProvider>> members = new LinkedHashMap<>();
        chains.chains()
                .forEach((name, providers) -> members.put(
                        name,
                        providers.stream()
                                .map(provider -> Objects.requireNonNull(advised.get(provider.name())))
                                .toList()));
        Set<String> unused = new TreeSet<>(properties.providers().keySet());
        unused.removeAll(advised.keySet());
        return new StartupAdvisor(plan, members, unused, IdleSettings.of(properties)).advise();
    }

    private static void log(Advice advice) {
        switch (advice.level()) {
            case WARN -> logger.warn(advice.line());
            case INFO -> logger.info(advice.line());
        }
    }
}
