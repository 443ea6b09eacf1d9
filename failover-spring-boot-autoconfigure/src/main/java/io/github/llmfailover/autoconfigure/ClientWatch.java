package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.AbortableClients;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;

/** Tells of every bean that is created, which is how it shows in which clients an abort customizer was at work. */
final class ClientWatch implements InstantiationAwareBeanPostProcessor {

    private final AbortableClients clients;

    ClientWatch(AbortableClients clients) {
        this.clients = clients;
    }

    @Override
    public @Nullable Object postProcessBeforeInstantiation(Class<?> beanClass, String beanName) {
        clients.creating(beanName);
        return null;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        clients.created(beanName, bean);
        return bean;
    }
}
