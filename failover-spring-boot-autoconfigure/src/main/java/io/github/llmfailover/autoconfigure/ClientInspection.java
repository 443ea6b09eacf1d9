package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.ClientRetries;
import io.github.llmfailover.provider.ClientRetry;
import io.github.llmfailover.provider.ClientTimeout;
import io.github.llmfailover.provider.ClientTimeouts;
import io.github.llmfailover.provider.HttpRetries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.StreamingChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Looks at the clients that the application brings along: what they repeat and when they give up, by themselves. Of a
 * bean that the application builds in code only that is told which can be seen in the client itself: how it was
 * configured cannot be seen, and no property would change it.
 */
final class ClientInspection {

    private static final String GOOGLE = "org.springframework.ai.google.genai.GoogleGenAiChatModel";

    private static final String GOOGLE_CLIENT = "googleGenAiClient";

    private final ConfigurableListableBeanFactory beanFactory;

    private final Environment environment;

    ClientInspection(ConfigurableListableBeanFactory beanFactory, Environment environment) {
        this.beanFactory = beanFactory;
        this.environment = environment;
    }

    /** Returns what a bean's client repeats by itself. */
    List<ClientRetry> retries(String bean, ChatModel model) {
        List<ClientRetry> found = new ArrayList<>();
        String type = model.getClass().getName();
        if (isAutoConfigured(bean, model) && !hasClientsOfItsOwn(type)) {
            found.addAll(ClientRetries.find(type, environment::getProperty, ClientInspection::systemSetting));
        }
        if (type.equals(GOOGLE)
                && isAutoConfigured(bean, model)
                && isMadeBy(GOOGLE_CLIENT, "org.springframework.ai.")) {
            found.add(new ClientRetry(
                    "The Google SDK repeats a failed request up to 4 times by itself, before the failover layer hears"
                            + " of it",
                    "Declare a com.google.genai.Client bean whose HttpRetryOptions allow one attempt."));
        }
        if (HttpRetries.areActiveIn(model)) {
            found.add(new ClientRetry(
                    "The HTTP client below its calls (Apache httpclient5) repeats a 429 and a 503 by itself",
                    isAutoConfigured(bean, model) && hasBootsRestClient()
                            ? "Set 'spring.http.clients.imperative.factory=jdk'."
                            : "Declare a RestClient.Builder bean with another request factory, such as"
                                    + " JdkClientHttpRequestFactory."));
        }
        return found;
    }

    /** Returns when a bean's client gives up by itself. */
    List<ClientTimeout> timeouts(String bean, ChatModel model) {
        String type = model.getClass().getName();
        return isAutoConfigured(bean, model) && !hasClientsOfItsOwn(type)
                ? ClientTimeouts.find(type, this::duration, hasBootsRestClient(), hasBootsWebClient())
                : List.of();
    }

    /** Whether a client does more than to inherit the method that says it cannot stream. */
    static boolean canStream(ChatModel model) {
        try {
            Class<?> declaring = ClassUtils.getUserClass(model)
                    .getMethod("stream", Prompt.class)
                    .getDeclaringClass();
            return declaring != ChatModel.class && declaring != StreamingChatModel.class;
        } catch (NoSuchMethodException e) {
            return true;
        }
    }

    /** The beans of Spring AI's auto-configurations are called as their classes are. */
    private static boolean isAutoConfigured(String bean, ChatModel model) {
        String type = model.getClass().getName();
        return type.toLowerCase(Locale.ROOT).endsWith("." + bean.toLowerCase(Locale.ROOT));
    }

    /** A Bedrock client may be built on beans of the application, of which nothing is known. */
    private boolean hasClientsOfItsOwn(String type) {
        return type.startsWith("org.springframework.ai.bedrock.")
                && (hasBean("software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient")
                        || hasBean("software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient"));
    }

    private boolean hasBean(String type) {
        ClassLoader loader = beanFactory.getBeanClassLoader();
        return ClassUtils.isPresent(type, loader)
                && beanFactory.getBeanNamesForType(ClassUtils.resolveClassName(type, loader), true, false).length > 0;
    }

    private boolean hasBootsRestClient() {
        return isMadeBy("restClientBuilder", "org.springframework.boot.");
    }

    private boolean hasBootsWebClient() {
        return isMadeBy("webClientBuilder", "org.springframework.boot.");
    }

    private boolean isMadeBy(String bean, String configuration) {
        if (!beanFactory.containsBeanDefinition(bean)) {
            return false;
        }
        String factory = beanFactory.getBeanDefinition(bean).getFactoryBeanName();
        return factory != null && factory.startsWith(configuration);
    }

    private @Nullable Duration duration(String property) {
        return Binder.get(environment).bind(property, Duration.class).orElse(null);
    }

    private static @Nullable String systemSetting(String name) {
        String property = System.getProperty(name);
        return property != null ? property : System.getenv(name);
    }
}
