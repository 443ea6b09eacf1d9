package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.AbortableApacheCalls;
import io.github.llmfailover.provider.AbortableClients;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** Switches off the retries of Apache's HTTP client, and makes its calls abortable, below Spring AI's Ollama client. */
@AutoConfiguration(
        after = FailoverClientAutoConfiguration.class,
        afterName = "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration",
        beforeName = "org.springframework.ai.model.ollama.autoconfigure.OllamaApiAutoConfiguration")
@ConditionalOnBooleanProperty(name = FailoverProperties.PREFIX + ".enabled", matchIfMissing = true)
@ConditionalOnClass({OllamaApi.class, RestClient.class, HttpClientBuilder.class})
public final class FailoverOllamaAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({RestClientCustomizer.class, HttpComponentsClientHttpRequestFactoryBuilder.class})
    static class CustomizerConfiguration {

        @Bean
        OllamaRestClientCustomizer failoverOllamaRestClientCustomizer(
                AbortableClients clients,
                ObjectProvider<ClientHttpRequestFactoryBuilder<?>> factories,
                ObjectProvider<HttpClientSettings> settings) {
            return new OllamaRestClientCustomizer(clients, factories, settings);
        }
    }

    /** Reactive applications have no builder, and Spring AI takes what {@code RestClient} finds on the class path. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(RestClient.Builder.class)
    static class BuilderConfiguration {

        /** The same client, without its retries. */
        @Bean
        @Scope("prototype")
        RestClient.Builder failoverOllamaRestClientBuilder() {
            HttpClientBuilder client = HttpClientBuilder.create().useSystemProperties();
            AbortableApacheCalls.prepare(client);
            return RestClient.builder().requestFactory(new HttpComponentsClientHttpRequestFactory(client.build()));
        }
    }
}
