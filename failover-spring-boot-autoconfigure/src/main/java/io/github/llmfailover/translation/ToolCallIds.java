package io.github.llmfailover.translation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;

/**
 * The identifiers of a conversation's tool calls, as one provider gets them. One that it does not take is replaced, in
 * the call and in its response alike. The replacement has nine letters and digits, which every provider takes, and
 * depends on nothing but the conversation, so that a repeated request is the same request.
 */
final class ToolCallIds {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static final int LENGTH = 9;

    private final ToolCallIdRule rule;

    private final List<Replacement> awaitingResponse = new ArrayList<>();

    ToolCallIds(ToolCallIdRule rule) {
        this.rule = rule;
    }

    /** Whether the provider takes all of a message's identifiers, and each names one call only. */
    static boolean fit(AssistantMessage message, ToolCallIdRule rule) {
        List<ToolCall> calls = message.getToolCalls();
        for (int i = 0; i < calls.size(); i++) {
            if (!rule.accepts(calls.get(i).id())) {
                return false;
            }
            for (int j = 0; j < i; j++) {
                if (calls.get(i).id().equals(calls.get(j).id())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Translates the calls of a message. Call it in the order of the conversation. */
    List<ToolCall> translate(AssistantMessage message, int position) {
        awaitingResponse.clear();
        List<ToolCall> translated = new ArrayList<>(message.getToolCalls().size());
        Set<String> used = new HashSet<>();
        for (ToolCall call : message.getToolCalls()) {
            String id = call.id();
            if (!rule.accepts(id) || !used.add(id)) {
                id = replacement(id, position, translated.size());
                used.add(id);
            }
            awaitingResponse.add(new Replacement(call.id(), call.name(), id));
            translated.add(new ToolCall(id, call.type(), call.name(), call.arguments()));
        }
        return translated;
    }

    /** Translates the responses to the calls that were translated last. */
    ToolResponseMessage translate(ToolResponseMessage message) {
        List<ToolResponse> translated = new ArrayList<>(message.getResponses().size());
        for (ToolResponse response : message.getResponses()) {
            Replacement answered = answeredBy(response);
            translated.add(
                    answered == null
                            ? response
                            : new ToolResponse(answered.id(), response.name(), response.responseData()));
        }
        return ToolResponseMessage.builder()
                .responses(translated)
                .metadata(message.getMetadata())
                .build();
    }

    /** Calls of the same identifier are answered in their order, by name where the identifier is empty. */
    private @Nullable Replacement answeredBy(ToolResponse response) {
        for (int i = 0; i < awaitingResponse.size(); i++) {
            Replacement call = awaitingResponse.get(i);
            boolean unnamed = isEmpty(call.original()) && isEmpty(response.id());
            if (unnamed ? call.name().equals(response.name()) : Objects.equals(call.original(), response.id())) {
                return awaitingResponse.remove(i);
            }
        }
        return null;
    }

    private static boolean isEmpty(@Nullable String id) {
        return id == null || id.isEmpty();
    }

    private static String replacement(@Nullable String id, int position, int index) {
        byte[] digest = sha256(isEmpty(id) ? position + "/" + index : id + "/" + index);
        char[] characters = new char[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            characters[i] = ALPHABET.charAt(Byte.toUnsignedInt(digest[i]) % ALPHABET.length());
        }
        return new String(characters);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private record Replacement(@Nullable String original, String name, String id) {}
}
