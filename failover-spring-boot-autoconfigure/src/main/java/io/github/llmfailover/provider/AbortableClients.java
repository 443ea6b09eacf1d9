package io.github.llmfailover.provider;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.springframework.ai.chat.model.ChatModel;

/**
 * Knows which of the clients that the application brings along have {@link ExchangeInterceptor}, so that only those are
 * given a token.
 *
 * <p>A client cannot be asked: it shows nothing of the HTTP client inside it. But it can be seen in the making. {@link
 * OpenAiAbortCustomizer} and {@link AnthropicAbortCustomizer} install the interceptor while a client is being built, on
 * the thread that builds it, once for its blocking and once for its streaming part. Whoever watches beans being created
 * calls {@link #created} after each; a client before whose completion both installations took place has the interceptor
 * in both parts. Installations are forgotten after each bean, so that none is credited to another.
 */
public final class AbortableClients {

    private final ThreadLocal<Integer> installations = new ThreadLocal<>();

    private final Set<ChatModel> abortable =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** Notes that the interceptor was installed in an HTTP client that is being built on this thread. */
    void installed() {
        Integer before = installations.get();
        installations.set(before == null ? 1 : before + 1);
    }

    /**
     * Notes that a bean has been created on this thread. To be called for every bean, right after its creation.
     *
     * @param bean the bean
     */
    public void created(Object bean) {
        Integer installed = installations.get();
        if (installed != null) {
            installations.remove();
            if (installed >= 2 && bean instanceof ChatModel client) {
                abortable.add(client);
            }
        }
    }

    /**
     * Returns how requests of a client are aborted.
     *
     * @param client any client
     * @return the best binding that is safe for it; {@link ClientBinding#NONE} where nothing is known of it
     */
    public ClientBinding bindingOf(ChatModel client) {
        if (isOf(ClientType.OPENAI, client) && abortable.contains(client)) {
            return new OpenAiBinding();
        }
        if (isOf(ClientType.ANTHROPIC, client) && abortable.contains(client)) {
            return new AnthropicBinding();
        }
        return isOf(ClientType.OLLAMA, client) ? new OllamaBinding(false) : ClientBinding.NONE;
    }

    private static boolean isOf(ClientType type, ChatModel client) {
        for (Class<?> known = client.getClass(); known != null; known = known.getSuperclass()) {
            if (known.getName().equals(type.chatModel())) {
                return true;
            }
        }
        return false;
    }
}
