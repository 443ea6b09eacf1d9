package io.github.llmfailover.translation;

import io.github.llmfailover.FailoverChatOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;

/** The model that a request asks for. */
public final class RequestedModel {

    private RequestedModel() {}

    /**
     * Returns the model that somebody wrote into a request's options.
     *
     * @param options of any type; {@code null} where the request has none
     * @return the model; {@code null} where there is none, or only the one that a class of options sets by itself
     */
    public static @Nullable String of(@Nullable ChatOptions options) {
        String model = options == null ? null : options.getModel();
        if (options == null || model == null) {
            return null;
        }
        if (options instanceof FailoverChatOptions failover) {
            for (ChatOptions other : failover.getNativeOptions()) {
                if (isBuiltIn(model, other)) {
                    return null;
                }
            }
            return model;
        }
        return isBuiltIn(model, options) ? null : model;
    }

    private static boolean isBuiltIn(String model, ChatOptions options) {
        return model.equals(BuiltInDefaults.of(options).model());
    }
}
