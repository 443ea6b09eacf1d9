package io.github.llmfailover.provider;

import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.prompt.ChatOptions;

/** Binds exchanges to an Anthropic client that has {@link ExchangeInterceptor}. */
final class AnthropicBinding extends OkHttpBinding {

    @Override
    ChatOptions withHeader(ChatOptions options, String name, String value) {
        AnthropicChatOptions own = (AnthropicChatOptions) options;
        return own.mutate().httpHeaders(with(own.getHttpHeaders(), name, value)).build();
    }
}
