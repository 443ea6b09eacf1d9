package io.github.llmfailover.translation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.util.ClassUtils;

/**
 * What is not portable in the options of one client library: which of it shapes an answer, and may go to any provider of
 * that type, and which of it says how or as whom to reach one provider, and may go nowhere else.
 */
interface NativeOptions {

    /** The libraries that are known by name; each only where it is present. */
    List<NativeOptions> KNOWN = known();

    /** Whether options are of this library. */
    boolean own(ChatOptions options);

    /**
     * Sets in a builder of this library what shapes an answer.
     *
     * @param target a builder that starts from the provider's own options
     * @param request options of this library; connection settings, portable values and tools in them are left out
     * @param withHeaders whether the request's headers and additional body properties were meant for this provider
     */
    void copy(ChatOptions.Builder<?> target, ChatOptions request, boolean withHeaders);

    /**
     * Sets the portable limit of the answer's length in a builder of this library.
     *
     * @param target a builder that starts from the provider's own options
     * @param configured the provider's own options
     * @param maxTokens the limit
     */
    default void limit(ChatOptions.Builder<?> target, ChatOptions configured, int maxTokens) {
        target.maxTokens(maxTokens);
    }

    /** Returns the limit of the answer's length that options of this library state in a way that is not portable. */
    default @Nullable Integer limitOf(ChatOptions request) {
        return null;
    }

    /**
     * Sets a limit that {@link #limitOf} found, in the way that is not portable. Does nothing where there is no such way.
     *
     * @param target a builder that holds the native part of the request
     * @param maxTokens the limit; {@code null} for none
     */
    default void limitNatively(ChatOptions.Builder<?> target, @Nullable Integer maxTokens) {}

    /** Whether a provider of this library can honour a field of OpenAI's protocol that is not portable. */
    default boolean honours(String field) {
        return false;
    }

    /**
     * Sets in a builder of this library what of a request's extra fields it can say; the others are left out.
     *
     * @param target a builder that holds everything else that was asked for
     * @param body fields of OpenAI's protocol, by name
     */
    default void addBody(ChatOptions.Builder<?> target, Map<String, Object> body) {}

    /** Returns the library of some options; {@link OtherOptions} where it is none of the known ones. */
    static NativeOptions of(ChatOptions options) {
        for (NativeOptions known : KNOWN) {
            if (known.own(options)) {
                return known;
            }
        }
        return new OtherOptions(options.getClass());
    }

    private static List<NativeOptions> known() {
        List<NativeOptions> known = new ArrayList<>();
        ClassLoader loader = NativeOptions.class.getClassLoader();
        if (ClassUtils.isPresent("org.springframework.ai.openai.OpenAiChatOptions", loader)) {
            known.add(new OpenAiNativeOptions());
        }
        if (ClassUtils.isPresent("org.springframework.ai.anthropic.AnthropicChatOptions", loader)) {
            known.add(new AnthropicNativeOptions());
        }
        if (ClassUtils.isPresent("org.springframework.ai.ollama.api.OllamaChatOptions", loader)) {
            known.add(new OllamaNativeOptions());
        }
        return List.copyOf(known);
    }
}
