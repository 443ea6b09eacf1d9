package io.github.llmfailover.provider;

import io.github.llmfailover.time.TimeSource;
import java.util.function.Consumer;
import org.springframework.ai.chat.model.ChatModel;

/**
 * A client and how its requests are aborted.
 *
 * @param model the client
 * @param binding how its requests are aborted
 * @param retire closes its connections, those in use once they are not, since another client has taken its place
 */
public record ProviderClient(ChatModel model, ClientBinding binding, Consumer<TimeSource> retire) {

    /** A client whose connections are closed by others: by its library, or by the application that it belongs to. */
    public ProviderClient(ChatModel model, ClientBinding binding) {
        this(model, binding, time -> {});
    }
}
