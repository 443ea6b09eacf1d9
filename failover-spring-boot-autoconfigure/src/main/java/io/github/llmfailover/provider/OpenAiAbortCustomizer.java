package io.github.llmfailover.provider;

import org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer;
import org.springframework.ai.openai.http.okhttp.SpringAiOpenAiHttpClient;
import org.springframework.core.Ordered;

/**
 * Makes the application's OpenAI clients abortable, as a bean: Spring AI applies it to every OpenAI client that it
 * configures, and an application that builds one by hand can do so too. Comes before all others, so that no other
 * interceptor, such as one that signs requests, sees what is taken off again.
 *
 * <p>Such a client also keeps 64 idle connections for five minutes rather than five, since a backup gets all calls at once
 * when the first choice goes down. A customizer of the application's, which comes later, may say otherwise.
 */
public final class OpenAiAbortCustomizer implements OpenAiHttpClientBuilderCustomizer, Ordered {

    private final AbortableClients clients;

    /**
     * Creates a customizer.
     *
     * @param clients where it is noted which clients it was applied to
     */
    public OpenAiAbortCustomizer(AbortableClients clients) {
        this.clients = clients;
    }

    @Override
    public void customize(SpringAiOpenAiHttpClient.Builder builder) {
        builder.interceptor(ExchangeInterceptor.INSTANCE);
        OwnHttpClients.keepConnections(builder::maxIdleConnections, builder::keepAliveDuration);
        clients.installed();
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
