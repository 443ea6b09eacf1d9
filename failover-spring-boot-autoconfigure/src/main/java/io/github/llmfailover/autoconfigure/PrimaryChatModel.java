package io.github.llmfailover.autoconfigure;

import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Lets the failover model be what is injected where a ChatModel is asked for, also in an application that has chosen a
 * primary ChatModel of its own: two primary beans would be none.
 *
 * <ul>
 *   <li>A model of a provider hands the role over, and becomes the first choice of the default chain where none is
 *       configured.
 *   <li>A decorator of whatever ChatModel the application has (it takes one as a parameter) keeps the role, and decorates
 *       the failover model: what it guards must not be bypassed.
 * </ul>
 */
final class PrimaryChatModel implements BeanFactoryPostProcessor {

    private static final Log logger = LogFactory.getLog(PrimaryChatModel.class);

    private final String failoverModelName;

    PrimaryChatModel(String failoverModelName) {
        this.failoverModelName = failoverModelName;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        if (!beanFactory.containsBeanDefinition(failoverModelName)) {
            return;
        }
        BeanDefinition failoverModel = beanFactory.getBeanDefinition(failoverModelName);
        List<String> others = new ArrayList<>();
        for (String name : beanFactory.getBeanNamesForType(ChatModel.class, true, false)) {
            if (!name.equals(failoverModelName) && beanFactory.containsBeanDefinition(name)) {
                others.add(name);
            }
        }
        for (String name : others) {
            BeanDefinition other = beanFactory.getBeanDefinition(name);
            if (other.isPrimary() && failoverModel.isPrimary()) {
                if (decoratesAnyChatModel(beanFactory, name)) {
                    decorateFailoverModel(beanFactory, failoverModel, name, others);
                } else {
                    other.setPrimary(false);
                    other.setAttribute(ChatModelBeans.WAS_PRIMARY, true);
                    logger.info(
                            "The ChatModel bean '%s' was primary. Now '%s' is what is injected where a ChatModel is asked for."
                                    .formatted(name, failoverModelName));
                }
            }
        }
    }

    private void decorateFailoverModel(
            ConfigurableListableBeanFactory beanFactory,
            BeanDefinition failoverModel,
            String decorator,
            List<String> others) {
        failoverModel.setPrimary(false);
        for (String other : others) {
            if (!other.equals(decorator)) {
                beanFactory.getBeanDefinition(other).setFallback(true);
            }
        }
        logger.info("The primary ChatModel bean '%s' decorates a ChatModel, which is now '%s'."
                .formatted(decorator, failoverModelName));
    }

    private static boolean decoratesAnyChatModel(ConfigurableListableBeanFactory beanFactory, String name) {
        Class<?> type = beanFactory.getType(name, false);
        BeanDefinition definition = beanFactory.getMergedBeanDefinition(name);
        if (definition.getFactoryMethodName() == null) {
            return type != null
                    && Arrays.stream(type.getDeclaredConstructors()).anyMatch(PrimaryChatModel::takesChatModel);
        }
        Executable method = definition instanceof RootBeanDefinition root ? root.getResolvedFactoryMethod() : null;
        return takesChatModel(method);
    }

    private static boolean takesChatModel(@Nullable Executable creator) {
        if (creator == null) {
            return false;
        }
        for (Parameter parameter : creator.getParameters()) {
            if (parameter.getType() == ChatModel.class && !parameter.isAnnotationPresent(Qualifier.class)) {
                return true;
            }
        }
        return false;
    }
}
