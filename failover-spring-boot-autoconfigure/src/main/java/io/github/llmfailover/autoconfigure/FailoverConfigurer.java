package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.autoconfigure.ChainResolution.ResolvedProvider;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.provider.Provider;
import java.util.List;
import java.util.Map;
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

    private final FailoverProperties properties;

    private final ConfigurableListableBeanFactory beanFactory;

    private final Environment environment;

    private final ProviderFactory factory;

    FailoverConfigurer(
            FailoverProperties properties,
            ConfigurableListableBeanFactory beanFactory,
            Environment environment,
            ProviderFactory factory) {
        this.properties = properties;
        this.beanFactory = beanFactory;
        this.environment = environment;
        this.factory = factory;
    }

    ProviderChains configure() {
        Problems problems = new Problems();
        new UnknownProperties(problems).validate(environment);
        new ValueValidation(problems).validate(properties);
        ChainPlan plan = new ChainPlan(properties, problems);
        ChatModelBeans beans = new ChatModelBeans(
                beanFactory,
                FailoverAutoConfiguration.MODEL,
                FailoverChatModel.class,
                Set.of(FailoverAutoConfiguration.MODEL, "failoverProviderChains"));
        Predicate<String> classPresent = name -> ClassUtils.isPresent(name, beanFactory.getBeanClassLoader());
        Map<String, List<ResolvedProvider>> resolved =
                new ChainResolution(properties, beans, classPresent, problems).resolve(plan);
        problems.throwIfAny();
        ProviderChains chains = new ChainAssembly(
                        beans, new SettingsMapper(properties), factory, new HiddenRetries(environment), problems)
                .assemble(resolved);
        logger.info(describe(chains));
        warnOfUnused(chains);
        return chains;
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

    private void warnOfUnused(ProviderChains chains) {
        Set<String> unused = new TreeSet<>(properties.providers().keySet());
        chains.chains().values().forEach(chain -> chain.forEach(provider -> unused.remove(provider.name())));
        if (!unused.isEmpty()) {
            logger.warn("Configured below " + FailoverProperties.PREFIX + ".providers, but in no chain: "
                    + String.join(", ", unused));
        }
    }
}
