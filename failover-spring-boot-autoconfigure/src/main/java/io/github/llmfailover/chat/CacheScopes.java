package io.github.llmfailover.chat;

import io.github.llmfailover.CacheScopeResolver;
import io.github.llmfailover.FailoverChatOptions;
import java.util.function.Function;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.util.context.ContextView;

/** Says whom an answer may be shared with: the request, else the application, else the configuration. */
final class CacheScopes {

    private static final Log logger = LogFactory.getLog(CacheScopes.class);

    /** What kinds of scopes begin with, so that no user's name is taken for the scope of everybody. */
    private static final String REQUEST = "request:";

    private static final String RESOLVED = "resolved:";

    private static final String SHARED = "shared";

    private final @Nullable CacheScopeResolver resolver;

    private final boolean shared;

    /**
     * Creates scopes.
     *
     * @param resolver the application's; {@code null} where it has none
     * @param shared whether everybody shares where neither request nor resolver says otherwise
     */
    CacheScopes(@Nullable CacheScopeResolver resolver, boolean shared) {
        this.resolver = resolver;
        this.shared = shared;
    }

    @Nullable
    String ofCall(Prompt prompt) {
        return of(prompt, known -> known.scopeOf(prompt));
    }

    @Nullable
    String ofStream(Prompt prompt, ContextView context) {
        return of(prompt, known -> known.scopeOf(prompt, context));
    }

    /** Where there is a resolver that does not know, nobody does: the configuration is for those who have none. */
    private @Nullable String of(Prompt prompt, Function<CacheScopeResolver, @Nullable String> resolved) {
        String named = FailoverChatOptions.of(prompt.getOptions()).getCacheScope();
        if (named != null) {
            return REQUEST + named;
        }
        CacheScopeResolver known = resolver;
        if (known == null) {
            return shared ? SHARED : null;
        }
        try {
            String scope = resolved.apply(known);
            return scope == null || scope.isBlank() ? null : RESOLVED + scope;
        } catch (RuntimeException e) {
            logger.debug("The cache scope resolver failed: " + e.getClass().getName());
            return null;
        }
    }
}
