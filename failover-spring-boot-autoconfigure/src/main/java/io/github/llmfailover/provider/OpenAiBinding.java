package io.github.llmfailover.provider;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;

/** Binds exchanges to an OpenAI client that has {@link ExchangeInterceptor}. */
final class OpenAiBinding extends OkHttpBinding {

    OpenAiBinding(boolean ours) {
        super(ours);
    }

    @Override
    ChatOptions withHeader(ChatOptions options, String name, String value) {
        OpenAiChatOptions own = (OpenAiChatOptions) options;
        return own.mutate()
                .customHeaders(with(own.getCustomHeaders(), name, value))
                .build();
    }
}
