package io.github.llmfailover.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * The ChatModel beans of an application and its parents, as far as they can be known without creating any: the failover
 * model is itself being created when it asks.
 */
final class ChatModelBeans {

    /** An attribute that a decorated bean definition carries so that the default chain knows who was the first choice. */
    static final String WAS_PRIMARY = ChatModelBeans.class.getName() + ".wasPrimary";

    private final ConfigurableListableBeanFactory beanFactory;

    private final String failoverModelName;

    private final Class<?> failoverModelType;

    /** Beans that are being created while this one asks: whoever needs them is built on the failover model. */
    private final Set<String> ownBeans;

    /** Seen at the start, when creating one of them showed it. */
    private final Set<String> builtOnFailoverModel = ConcurrentHashMap.newKeySet();

    /** Those that have been created without it. */
    private final Set<String> independent = ConcurrentHashMap.newKeySet();

    ChatModelBeans(
            ConfigurableListableBeanFactory beanFactory,
            String failoverModelName,
            Class<?> failoverModelType,
            Set<String> ownBeans) {
        this.beanFactory = beanFactory;
        this.failoverModelName = failoverModelName;
        this.failoverModelType = failoverModelType;
        this.ownBeans = Set.copyOf(ownBeans);
    }

    /** Returns every ChatModel bean but the failover model, in the order of registration. */
    List<String> all() {
        return Arrays.stream(
                        BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, ChatModel.class, true, false))
                .filter(name -> !isFailoverModel(name))
                .toList();
    }

    /**
     * Returns the beans that serve where no chain is configured: those that could be injected, the application's own
     * primary one first, then in the order that {@link Order} gives them, then in that of their registration.
     */
    List<String> candidates() {
        List<String> candidates = new ArrayList<>(all());
        candidates.removeIf(name -> !isCandidate(name));
        candidates.sort(Comparator.comparing((String name) -> !wasPrimary(name)).thenComparing(this::order));
        return candidates;
    }

    /** Returns the bean that a provider of this name means where none is configured. */
    @Nullable
    String findFor(String providerName) {
        return all().stream()
                .filter(bean -> ProviderNames.isBeanOf(bean, providerName)
                        || ProviderNames.canonical(bean).equals(ProviderNames.canonical(providerName)))
                .min(Comparator.comparing(bean -> !ProviderNames.isBeanOf(bean, providerName)))
                .orElse(null);
    }

    /** Whether a name stands for the failover model, which must never be asked by itself. */
    boolean isFailoverModel(String name) {
        String bean = canonical(name);
        if (bean.equals(failoverModelName) || bean.equals("scopedTarget." + failoverModelName)) {
            return true;
        }
        Class<?> type = beanFactory.containsBean(bean) ? beanFactory.getType(bean, false) : null;
        return type != null && failoverModelType.isAssignableFrom(type);
    }

    /** Whether there is a ChatModel bean of this name or alias. */
    boolean isChatModel(String name) {
        return beanFactory.containsBean(name) && beanFactory.isTypeMatch(name, ChatModel.class);
    }

    /** Returns the other ChatModel beans that a created bean is built on, by what was injected into it. */
    Set<String> wrappedBy(String name) {
        Set<String> wrapped = new LinkedHashSet<>();
        for (String dependency : beanFactory.getDependenciesForBean(name)) {
            if (beanFactory.containsBean(dependency) && beanFactory.isTypeMatch(dependency, ChatModel.class)) {
                wrapped.add(dependency);
            }
        }
        return wrapped;
    }

    /** Whether a created model is the failover model under another name. */
    boolean isFailoverModel(ChatModel model) {
        return failoverModelType.isInstance(model);
    }

    /** Whether a bean could not be created because it needs the failover model, which needs it in turn. */
    boolean needsFailoverModel(String name, BeansException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BeanCurrentlyInCreationException circle) {
                String inCreation = circle.getBeanName();
                return name.equals(inCreation) || ownBeans.contains(inCreation);
            }
        }
        return false;
    }

    /** Notes that a bean is built on the failover model. */
    void noteBuiltOnFailoverModel(String name) {
        builtOnFailoverModel.add(name);
    }

    /** Notes that a bean could be created without the failover model. */
    void noteIndependent(String name) {
        independent.add(name);
    }

    /**
     * Whether a bean is known to be built on the failover model: since that showed when the failover model was created, or
     * since it was created later and got that model, through whatever beans in between.
     */
    boolean isBuiltOnFailoverModel(String name) {
        return builtOnFailoverModel.contains(name)
                || (!independent.contains(name) && needsFailoverModel(name, new HashSet<>()));
    }

    private boolean needsFailoverModel(String name, Set<String> seen) {
        for (String dependency : beanFactory.getDependenciesForBean(name)) {
            if (seen.add(dependency) && (isFailoverModel(dependency) || needsFailoverModel(dependency, seen))) {
                return true;
            }
        }
        return false;
    }

    /** Returns a bean, which is created if it has not been. */
    ChatModel get(String name) {
        return beanFactory.getBean(name, ChatModel.class);
    }

    private String canonical(String name) {
        // Aliases come first and the canonical name is among them only where the name given is itself an alias.
        return beanFactory.containsBeanDefinition(name)
                ? name
                : Arrays.stream(beanFactory.getAliases(name))
                        .filter(beanFactory::containsBeanDefinition)
                        .findFirst()
                        .orElse(name);
    }

    private boolean isCandidate(String name) {
        BeanDefinition definition = definition(name);
        if (definition == null) {
            return true;
        }
        boolean byDefault = !(definition instanceof AbstractBeanDefinition full) || full.isDefaultCandidate();
        return definition.isAutowireCandidate() && byDefault;
    }

    private boolean wasPrimary(String name) {
        BeanDefinition definition = definition(name);
        return definition != null && (definition.isPrimary() || definition.hasAttribute(WAS_PRIMARY));
    }

    private int order(String name) {
        try {
            Order order = beanFactory.findAnnotationOnBean(name, Order.class, false);
            return order == null ? Ordered.LOWEST_PRECEDENCE : order.value();
        } catch (NoSuchBeanDefinitionException e) {
            return Ordered.LOWEST_PRECEDENCE;
        }
    }

    private @Nullable BeanDefinition definition(String name) {
        ConfigurableBeanFactory owner = beanFactory;
        while (owner instanceof ConfigurableListableBeanFactory listable) {
            if (listable.containsBeanDefinition(name)) {
                return listable.getMergedBeanDefinition(name);
            }
            if (!(listable.getParentBeanFactory() instanceof ConfigurableBeanFactory parent)) {
                return null;
            }
            owner = parent;
        }
        return null;
    }
}
