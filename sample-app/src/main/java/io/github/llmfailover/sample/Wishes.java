package io.github.llmfailover.sample;

import io.github.llmfailover.FailoverChatOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request may say about who is to answer it.
 *
 * @param chain the chain to ask
 * @param tag what whoever answers must satisfy, such as a place; may be given several times
 * @param conversation which conversation it is part of
 */
record Wishes(
        @Nullable String chain,
        @Nullable Set<String> tag,
        @Nullable String conversation) {

    FailoverChatOptions.Builder options() {
        return FailoverChatOptions.builder().chain(chain).requiredTags(tag).conversationId(conversation);
    }
}
