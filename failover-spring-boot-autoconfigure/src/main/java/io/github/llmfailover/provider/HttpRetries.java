package io.github.llmfailover.provider;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;

/**
 * Looks whether the HTTP client below the blocking calls of a Spring AI client repeats a 429 and a 503 by itself, as
 * Apache's does (httpclient5, once, after a second, or after as long as {@code Retry-After} says).
 *
 * <p>Nothing shows this but the client itself, so this looks into it, from the model down to the chain of handlers that
 * the HTTP client executes. Where it does not find its way, as in a native image or in a client that is built otherwise,
 * it finds nothing: advice that cannot be sure is not given.
 */
public final class HttpRetries {

    private static final Log logger = LogFactory.getLog(HttpRetries.class);

    private static final String RETRY = "org.apache.hc.client5.http.impl.classic.HttpRequestRetryExec";

    private static final String ELEMENT = "org.apache.hc.client5.http.impl.classic.ExecChainElement";

    private static final int LONGEST_CHAIN = 32;

    private HttpRetries() {}

    /** Whether the HTTP client below this client's blocking calls is known to repeat requests by itself. */
    public static boolean areActiveIn(ChatModel client) {
        String type = client.getClass().getName();
        if (ClientNames.usingSpringHttpClients(type) == null) {
            return false;
        }
        try {
            Object api = held(client, type.substring(0, type.lastIndexOf('.')) + ".api.");
            Object rest = held(api, "org.springframework.web.client.RestClient");
            Object factory = held(rest, "org.springframework.http.client.ClientHttpRequestFactory");
            Object http = held(factory, "org.apache.hc.client5.http.classic.HttpClient");
            return repeats(held(http, ELEMENT));
        } catch (IllegalAccessException | RuntimeException e) {
            logger.debug("Could not look into the HTTP client of " + type, e);
            return false;
        }
    }

    private static boolean repeats(@Nullable Object first) throws IllegalAccessException {
        Object element = first;
        for (int i = 0; element != null && i < LONGEST_CHAIN; i++) {
            Object handler = held(element, "org.apache.hc.client5.http.classic.ExecChainHandler");
            if (handler != null && handler.getClass().getName().equals(RETRY)) {
                return true;
            }
            element = held(element, ELEMENT);
        }
        return false;
    }

    /** Returns the first object held in a field whose type has a name that begins so. */
    private static @Nullable Object held(@Nullable Object holder, String type) throws IllegalAccessException {
        if (holder == null) {
            return null;
        }
        for (Class<?> level = holder.getClass(); level != null; level = level.getSuperclass()) {
            for (Field field : level.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && isNamed(field.getType(), type)
                        && field.trySetAccessible()) {
                    return field.get(holder);
                }
            }
        }
        return null;
    }

    private static boolean isNamed(Class<?> type, String name) {
        return name.endsWith(".")
                ? type.getName().startsWith(name) && type.getName().endsWith("Api")
                : type.getName().equals(name);
    }
}
