package io.github.llmfailover.degradation;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.degradation.CanonicalDigest.UnkeyableException;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.content.MediaContent;
import org.springframework.core.io.Resource;

/**
 * By what an answer is found again. Both digests are SHA-256, as hexadecimal digits, over the scope, the chain, the
 * required tags, all messages with their roles and media, the tools, and every option that shapes an answer; see
 * {@code docs/degradation.md}. Nothing of the request can be read from them.
 *
 * @param exact the digest of the whole request: it differs where anything of it differs
 * @param context the digest of all but what the user said last: requests have the same where only the last question
 *     differs
 * @param question what the user said last; {@code null} where the prompt ends otherwise
 */
public record RequestKey(
        String exact, String context, @Nullable String question) {

    /** To be changed with whatever the digest is made of, so that no answer is found by what it was not kept for. */
    private static final String VERSION = "llm-failover/answers/1";

    /** What asks for more than the text that is kept. */
    private static final Set<String> MORE_THAN_TEXT = Set.of("logprobs", "modalities", "audio", "n");

    /**
     * Returns the key of a request.
     *
     * @param chain the chain that serves it
     * @param scope whom its answer may be shared with; {@code null} where nobody says
     * @param prompt the caller's prompt, with its options
     * @return the key; {@code null} where nothing may be kept of the request or given for it: where there is no scope, the
     *     request opts out, its messages carry tool calls or their results, it asks for more than text, or something of it
     *     has no canonical form
     */
    public static @Nullable RequestKey of(String chain, @Nullable String scope, Prompt prompt) {
        FailoverChatOptions options = FailoverChatOptions.of(prompt.getOptions());
        if (scope == null
                || Boolean.FALSE.equals(options.getCacheAnswer())
                || options.getExtraBody().keySet().stream().anyMatch(MORE_THAN_TEXT::contains)
                || carriesToolCalls(prompt.getInstructions())) {
            return null;
        }
        try {
            return digest(chain, scope, prompt);
        } catch (UnkeyableException e) {
            return null;
        }
    }

    private static RequestKey digest(String chain, String scope, Prompt prompt) {
        CanonicalDigest digest = new CanonicalDigest().text(VERSION).text(scope).text(chain);
        OptionsKey.add(prompt.getOptions(), digest);
        List<Message> messages = prompt.getInstructions();
        digest.list(messages.size());
        for (int i = 0; i < messages.size() - 1; i++) {
            message(messages.get(i), digest);
            digest.text(messages.get(i).getText());
        }
        Message last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        if (last != null) {
            message(last, digest);
        }
        String question = last != null && last.getMessageType() == MessageType.USER ? last.getText() : null;
        String context =
                digest.clone().text(question == null ? "end" : "question").hex();
        String exact = digest.text(last == null ? null : last.getText()).hex();
        return new RequestKey(exact, context, question);
    }

    /** Adds a message but for its text. */
    private static void message(Message message, CanonicalDigest digest) {
        digest.text(message.getMessageType().name());
        List<Media> media = message instanceof MediaContent content ? content.getMedia() : List.of();
        digest.list(media.size());
        for (Media each : media) {
            digest.text(each.getMimeType().toString()).value(data(each.getData()));
        }
    }

    private static Object data(Object data) {
        if (data instanceof URI || data instanceof URL) {
            return data.toString();
        }
        if (data instanceof Resource resource) {
            try {
                return resource.getContentAsByteArray();
            } catch (IOException e) {
                throw new UnkeyableException();
            }
        }
        return data;
    }

    private static boolean carriesToolCalls(List<Message> messages) {
        for (Message message : messages) {
            if (message instanceof ToolResponseMessage
                    || (message instanceof AssistantMessage answer && answer.hasToolCalls())) {
                return true;
            }
        }
        return false;
    }

    /** Shows the digests, not the question. */
    @Override
    public String toString() {
        return "RequestKey[exact=" + exact + ", context=" + context + "]";
    }
}
