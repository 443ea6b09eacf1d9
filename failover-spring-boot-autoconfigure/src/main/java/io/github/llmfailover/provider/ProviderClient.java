package io.github.llmfailover.provider;

import org.springframework.ai.chat.model.ChatModel;

/**
 * A client and how its requests are aborted.
 *
 * @param model the client
 * @param binding how its requests are aborted
 */
public record ProviderClient(ChatModel model, ClientBinding binding) {}
