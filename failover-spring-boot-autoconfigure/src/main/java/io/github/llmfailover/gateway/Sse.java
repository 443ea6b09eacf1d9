package io.github.llmfailover.gateway;

import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The wire format of a streamed answer: server-sent events as OpenAI's clients read them. */
final class Sse {

    /** A comment, which clients skip: it keeps the connection from looking idle to those in between. */
    static final byte[] KEEP_ALIVE = bytes(": keep-alive\n\n");

    /** The end of a whole answer; one that broke off has none. */
    static final byte[] DONE = bytes("data: [DONE]\n\n");

    private static final byte[] DATA = bytes("data: ");

    private static final byte[] END = bytes("\n\n");

    private static final byte[] RESTART = bytes("event: llm_failover.restart\n");

    private Sse() {}

    /** Writes an event. */
    static byte[] event(JsonNode data) {
        return events(List.of(JsonMapper.shared().writeValueAsBytes(data)), false);
    }

    /**
     * Writes events into one piece, so that what belongs together is sent together.
     *
     * @param data a JSON text without line breaks for each event
     * @param done whether the end of the answer follows
     */
    static byte[] events(List<byte[]> data, boolean done) {
        int length = done ? DONE.length : 0;
        for (byte[] text : data) {
            length += DATA.length + text.length + END.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] text : data) {
            at = append(all, at, DATA);
            at = append(all, at, text);
            at = append(all, at, END);
        }
        if (done) {
            append(all, at, DONE);
        }
        return all;
    }

    /**
     * Writes that everything before is void. To a client that reads nothing but data it is a chunk without a choice; the
     * event's name and the field are for the one that asked for restarts.
     */
    static byte[] restart() {
        ObjectNode failover = JsonNodeFactory.instance.objectNode();
        failover.put("restarted", true);
        ObjectNode chunk = JsonNodeFactory.instance.objectNode();
        chunk.put("object", "chat.completion.chunk");
        chunk.set("choices", new ArrayNode(JsonNodeFactory.instance));
        chunk.set("llm_failover", failover);
        byte[] event = event(chunk);
        byte[] all = new byte[RESTART.length + event.length];
        append(all, append(all, 0, RESTART), event);
        return all;
    }

    private static int append(byte[] all, int at, byte[] part) {
        System.arraycopy(part, 0, all, at, part.length);
        return at + part.length;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
