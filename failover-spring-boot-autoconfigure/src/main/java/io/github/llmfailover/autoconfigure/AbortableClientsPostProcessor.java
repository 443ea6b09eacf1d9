package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.AbortableClients;
import io.github.llmfailover.provider.ExchangeFilter;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Watches beans being created, so that it is known which clients can be aborted, and gives each {@code WebClient.Builder}
 * the filter that lets an Ollama client's streams be aborted; requests that are not ours pass it unchanged.
 */
final class AbortableClientsPostProcessor implements InstantiationAwareBeanPostProcessor {

    private static final boolean WEB_CLIENT = ClassUtils.isPresent(
            "org.springframework.web.reactive.function.client.WebClient",
            AbortableClientsPostProcessor.class.getClassLoader());

    private final AbortableClients clients = new AbortableClients();

    AbortableClients clients() {
        return clients;
    }

    @Override
    public @Nullable Object postProcessBeforeInstantiation(Class<?> beanClass, String beanName) {
        clients.creating(beanName);
        return null;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        clients.created(beanName, bean);
        if (WEB_CLIENT) {
            WebClients.addFilter(bean);
        }
        return bean;
    }

    /** Apart, so that the optional classes are loaded only where they are. */
    private static final class WebClients {

        static void addFilter(Object bean) {
            if (bean instanceof WebClient.Builder builder) {
                builder.filter(new ExchangeFilter());
            }
        }
    }
}
