package io.github.llmfailover.chat;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A chat client on top of the {@link FailoverChatModel}. It is what {@code ChatClient.Builder} makes of that model, under
 * a type of its own so that it can be injected beside an application's other chat clients.
 */
public final class FailoverChatClient implements ChatClient {

    private final ChatClient client;

    private final FailoverChatModel model;

    /**
     * Creates a client.
     *
     * @param builder a builder on {@code model}, already customized
     * @param model the model
     */
    public FailoverChatClient(ChatClient.Builder builder, FailoverChatModel model) {
        this.client = builder.build();
        this.model = model;
    }

    @Override
    public ChatClientRequestSpec prompt() {
        return client.prompt();
    }

    @Override
    public ChatClientRequestSpec prompt(String content) {
        return client.prompt(content);
    }

    @Override
    public ChatClientRequestSpec prompt(Prompt prompt) {
        return client.prompt(prompt);
    }

    @Override
    public Builder mutate() {
        return client.mutate();
    }

    /** Returns the model that serves this client. */
    public FailoverChatModel model() {
        return model;
    }
}
