package io.github.llmfailover.chat;

import io.github.llmfailover.FailoverReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.util.StringUtils;
import reactor.core.publisher.Flux;

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

    /**
     * Turns a stream into what someone who shows the answer has to do with it: append a text, or begin anew.
     * Each text says who wrote it.
     *
     * <pre>{@code
     * FailoverChatClient.parts(chatClient.prompt("hello").stream().chatResponse())
     * }</pre>
     *
     * @param stream the responses of a stream that the failover model serves
     * @return texts and restarts as they come, and at last the report; ends in an error where the stream does. Without a
     *     report where something else than the failover model served
     */
    public static Flux<StreamedPart> parts(Flux<ChatResponse> stream) {
        return Flux.defer(() -> {
            AtomicBoolean ended = new AtomicBoolean();
            return stream.concatMapIterable(chunk -> parts(chunk, ended));
        });
    }

    /** More than one chunk may have the report, since some clients send the usage in one after the last text. */
    private static List<StreamedPart> parts(ChatResponse chunk, AtomicBoolean ended) {
        if (FailoverReport.isRestart(chunk)) {
            return List.of(new StreamedPart.Restart());
        }
        List<StreamedPart> parts = new ArrayList<>(2);
        String text =
                chunk.getResult() == null ? null : chunk.getResult().getOutput().getText();
        if (StringUtils.hasLength(text)) {
            Object provider = chunk.getMetadata().get(FailoverReport.PROVIDER);
            parts.add(new StreamedPart.Text(text, provider == null ? null : provider.toString()));
        }
        FailoverReport report = FailoverReport.of(chunk);
        if (report != null && ended.compareAndSet(false, true)) {
            parts.add(new StreamedPart.End(report));
        }
        return parts;
    }

    /** Returns the model that serves this client. */
    public FailoverChatModel model() {
        return model;
    }
}
