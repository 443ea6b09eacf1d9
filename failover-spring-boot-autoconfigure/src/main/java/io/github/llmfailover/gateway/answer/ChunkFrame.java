package io.github.llmfailover.gateway.answer;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is the same in all the {@code chat.completion.chunk} objects of one stream. A stream has hundreds of them that
 * differ in a word, so that building and writing each as a tree would cost more than all else that is done with it.
 */
final class ChunkFrame {

    private static final byte[] CHOICE = ascii("{\"index\":0,\"delta\":");

    private static final byte[] USAGE = ascii("],\"usage\":");

    private static final byte[] END = ascii("}");

    private static final byte[] TEXT = ascii("{\"content\":\"");

    private static final byte[] END_OF_TEXT = ascii("\"}");

    private static final byte[] EMPTY = ascii("{}");

    private final byte[] head;

    private final String tail;

    private final byte[] unfinished;

    /**
     * Creates a frame.
     *
     * @param model the model that answers
     * @param withUsage whether the client asked for the usage, so that chunks without it say so
     */
    ChunkFrame(String id, long created, String model, boolean withUsage) {
        this.head = ("{\"id\":\"" + quoted(id) + "\",\"object\":\"chat.completion.chunk\",\"created\":" + created
                        + ",\"model\":\"" + quoted(model) + "\",\"choices\":[")
                .getBytes(StandardCharsets.UTF_8);
        this.tail = "}]" + (withUsage ? ",\"usage\":null" : "") + "}";
        this.unfinished = tail("null");
    }

    byte[] text(String text) {
        byte[] content = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        return joined(head, CHOICE, TEXT, content, END_OF_TEXT, unfinished);
    }

    byte[] delta(ObjectNode delta) {
        return joined(head, CHOICE, JsonMapper.shared().writeValueAsBytes(delta), unfinished);
    }

    /** The last one with a choice. */
    byte[] finish(String reason) {
        return joined(head, CHOICE, EMPTY, tail("\"" + reason + "\""));
    }

    /** The one after it, which has no choice. */
    byte[] usage(JsonNode usage) {
        return joined(head, USAGE, JsonMapper.shared().writeValueAsBytes(usage), END);
    }

    private byte[] tail(String reason) {
        return ascii(",\"logprobs\":null,\"finish_reason\":" + reason + tail);
    }

    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
