package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.AbortableClients;
import io.github.llmfailover.provider.ExchangeFilter;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Tells of every bean that is created, which is how it shows in which clients an abort customizer was at work; and gives
 * each {@code WebClient.Builder} the filter through which an Ollama client's streams are aborted, which lets requests
 * that are not ours pass unchanged.
 */
final class ClientWatch implements InstantiationAwareBeanPostProcessor {

    private static final boolean WEB_CLIENT = ClassUtils.isPresent(
            "org.springframework.web.reactive.function.client.WebClient", ClientWatch.class.getClassLoader());

    private final AbortableClients clients;

    ClientWatch(AbortableClients clients) {
        this.clients = clients;
    }

    @Override
    public @Nullable Object postProcessBeforeInstantiation(Class<?> beanClass, String beanName) {
        clients.creating(beanName, beanClass);
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
