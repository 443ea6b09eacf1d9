package io.github.llmfailover.provider;

import org.springframework.ai.anthropic.http.okhttp.AnthropicHttpClientBuilderCustomizer;
import org.springframework.ai.anthropic.http.okhttp.SpringAiAnthropicHttpClient;
import org.springframework.core.Ordered;

/**
 * Makes the application's Anthropic clients abortable, as a bean: Spring AI applies it to every Anthropic client that it
 * configures, and an application that builds one by hand can do so too. Comes before all others, so that no other
 * interceptor, such as one that signs requests, sees what is taken off again.
 *
 * <p>Such a client also keeps 64 idle connections for five minutes rather than five, since a backup gets all calls at once
 * when the first choice goes down. A customizer of the application's, which comes later, may say otherwise.
 */
public final class AnthropicAbortCustomizer implements AnthropicHttpClientBuilderCustomizer, Ordered {

    private final AbortableClients clients;

    /**
     * Creates a customizer.
     *
     * @param clients where it is noted which clients it was applied to
     */
    public AnthropicAbortCustomizer(AbortableClients clients) {
        this.clients = clients;
    }

    @Override
    public void customize(SpringAiAnthropicHttpClient.Builder builder) {
        builder.interceptor(ExchangeInterceptor.INSTANCE);
        OwnHttpClients.keepConnections(builder::maxIdleConnections, builder::keepAliveDuration);
        clients.installed();
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
