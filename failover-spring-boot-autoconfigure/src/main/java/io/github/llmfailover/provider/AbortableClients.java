package io.github.llmfailover.provider;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
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
 * tells of each; a client during whose own creation both installations took place has the interceptor in both parts.
 */
public final class AbortableClients {

    /** A client has a blocking and a streaming part, each with an HTTP client of its own. */
    private static final int PARTS = 2;

    private static final String OLLAMA = "org.springframework.ai.ollama.";

    private final ThreadLocal<Deque<Creation>> creations = ThreadLocal.withInitial(ArrayDeque::new);

    private final Set<ChatModel> abortable =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** Notes that the interceptor was installed in an HTTP client that is being built on this thread. */
    void installed() {
        Creation creation = creations.get().peek();
        if (creation != null) {
            creation.installations++;
        }
    }

    /**
     * Notes that the creation of a bean begins on this thread. Creations nest.
     *
     * @param name the bean's name
     * @param type the bean's type, as far as it is known before
     */
    public void creating(String name, Class<?> type) {
        creations.get().push(new Creation(name, type.getName()));
    }

    /**
     * Whether a bean is being created on this thread, for another bean that is of Ollama's client.
     *
     * @param type the first bean's type
     */
    public boolean isCreatingForOllama(Class<?> type) {
        Iterator<Creation> open = creations.get().iterator();
        return open.hasNext()
                && open.next().type.equals(type.getName())
                && open.hasNext()
                && open.next().type.startsWith(OLLAMA);
    }

    /**
     * Notes that a bean has been created on this thread. What began after it and did not end has failed.
     *
     * @param name the bean's name
     * @param bean the bean
     */
    public void created(String name, Object bean) {
        Deque<Creation> open = creations.get();
        boolean begun = open.stream().anyMatch(creation -> creation.name.equals(name));
        Creation creation = null;
        while (begun && (creation == null || !creation.name.equals(name))) {
            creation = open.pop();
        }
        if (creation != null && creation.installations >= PARTS && bean instanceof ChatModel client) {
            abortable.add(client);
        }
        if (open.isEmpty()) {
            creations.remove();
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
            return new OpenAiBinding(false);
        }
        if (isOf(ClientType.ANTHROPIC, client) && abortable.contains(client)) {
            return new AnthropicBinding(false);
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

    private static final class Creation {

        private final String name;

        private final String type;

        private int installations;

        private Creation(String name, String type) {
            this.name = name;
            this.type = type;
        }
    }
}
