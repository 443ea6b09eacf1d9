package io.github.llmfailover;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.util.context.ContextView;

/**
 * Says whom the answer to a request may be shared with when no provider can serve: usually the user who asks. Declare a
 * bean of this type where the application keeps its user in one place, such as the security context; a request says it
 * by {@link FailoverChatOptions#getCacheScope()}, which goes before this.
 *
 * <p>Asked on the caller's thread for each call. It must be quick and safe for use from any thread. Where it returns
 * {@code null} or throws, nothing is kept of the request and it is given nothing that was kept.
 */
@FunctionalInterface
public interface CacheScopeResolver {

    /**
     * Returns the scope of a blocking call.
     *
     * @param prompt the caller's prompt
     * @return a name that no other user, tenant or whatever must not share has; {@code null} for none. Only its digest is
     *     kept
     */
    @Nullable
    String scopeOf(Prompt prompt);

    /**
     * Returns the scope of a stream. By default that of a blocking call.
     *
     * @param prompt the caller's prompt
     * @param context the context of the stream's subscriber
     * @return as for a call
     */
    default @Nullable String scopeOf(Prompt prompt, ContextView context) {
        return scopeOf(prompt);
    }
}
