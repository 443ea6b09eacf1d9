package io.github.llmfailover.chat;

import io.github.llmfailover.ChainRouter;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.util.CollectionUtils;

/**
 * A rule of thumb for what is easy: a short request, early in its conversation, that offers no tools, asks for no schema
 * and shows no media. Everything else is hard, so that a wrong guess costs money rather than quality. Looks at form only;
 * what a question means, a {@link ChainRouter} of the application's may judge.
 */
public final class DifficultyRouter implements ChainRouter {

    private final @Nullable String easyChain;

    private final @Nullable String hardChain;

    private final int mostTokens;

    private final int mostTurns;

    private final ToIntFunction<String> tokenizer;

    /**
     * Creates a router.
     *
     * @param easyChain where easy requests go; {@code null} to leave it to others
     * @param hardChain where hard requests go; {@code null} to leave it to others
     * @param mostTokens of an easy request's messages, all together
     * @param mostTurns how many messages of the user an easy request has
     * @param tokenizer estimates the tokens of a text
     */
    public DifficultyRouter(
            @Nullable String easyChain,
            @Nullable String hardChain,
            int mostTokens,
            int mostTurns,
            ToIntFunction<String> tokenizer) {
        this.easyChain = easyChain;
        this.hardChain = hardChain;
        this.mostTokens = mostTokens;
        this.mostTurns = mostTurns;
        this.tokenizer = tokenizer;
    }

    @Override
    public @Nullable String chainFor(Prompt prompt) {
        return isEasy(prompt) ? easyChain : hardChain;
    }

    private boolean isEasy(Prompt prompt) {
        return asksForNothingSpecial(prompt.getOptions()) && isShort(prompt.getInstructions());
    }

    private static boolean asksForNothingSpecial(@Nullable ChatOptions options) {
        boolean tools = options instanceof ToolCallingChatOptions calling
                && !CollectionUtils.isEmpty(calling.getToolCallbacks());
        boolean schema =
                options instanceof StructuredOutputChatOptions structured && structured.getOutputSchema() != null;
        return !tools && !schema;
    }

    private boolean isShort(List<Message> conversation) {
        int turns = 0;
        long characters = 0;
        for (Message message : conversation) {
            if (message.getMessageType() == MessageType.TOOL
                    || (message instanceof MediaContent content
                            && !content.getMedia().isEmpty())) {
                return false;
            }
            turns += message.getMessageType() == MessageType.USER ? 1 : 0;
            characters += length(message);
        }
        if (turns > mostTurns) {
            return false;
        }
        // A token is a character at least, so that short texts need no tokenizer, and never a hundred, nor do long
        // ones.
        if (characters <= mostTokens) {
            return true;
        }
        return characters <= 100L * mostTokens && tokens(conversation) <= mostTokens;
    }

    private long tokens(List<Message> conversation) {
        long tokens = 0;
        for (Message message : conversation) {
            String text = message.getText();
            tokens += text == null || text.isEmpty() ? 0 : tokenizer.applyAsInt(text);
        }
        return tokens;
    }

    private static int length(Message message) {
        String text = message.getText();
        return text == null ? 0 : text.length();
    }
}
