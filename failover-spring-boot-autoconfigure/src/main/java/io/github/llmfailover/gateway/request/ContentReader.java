package io.github.llmfailover.gateway.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;

/**
 * Reads the content of messages: a string, or an array of parts. Parts of text that follow each other are joined by a line
 * break.
 */
final class ContentReader {

    private final RequestNotes notes;

    private final MediaReader media;

    ContentReader(RequestNotes notes) {
        this.notes = notes;
        this.media = new MediaReader(notes);
    }

    /** Returns content that can only be text; of an array, its parts. */
    String text(JsonAt content) {
        if (content.isText()) {
            return content.text();
        }
        List<String> texts = new ArrayList<>();
        for (JsonAt part : parts(content)) {
            switch (type(part)) {
                case "text" -> texts.add(textOf(part, "text"));
                case "refusal" -> texts.add(textOf(part, "refusal"));
                default ->
                    throw BadRequest.wrongValue(part.pathOf("type"), "must be 'text' in a message of this role.");
            }
        }
        return String.join("\n", texts);
    }

    /**
     * Returns content of a user. A message holds its text first and then its media, so that text after media begins
     * another message: the order is part of what is meant.
     */
    List<Message> userMessages(JsonAt content) {
        if (content.isText()) {
            return List.of(new UserMessage(content.text()));
        }
        List<Message> messages = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<Media> attached = new ArrayList<>();
        for (JsonAt part : parts(content)) {
            switch (type(part)) {
                case "text" -> {
                    if (!attached.isEmpty()) {
                        messages.add(message(texts, attached));
                        texts.clear();
                        attached.clear();
                    }
                    texts.add(textOf(part, "text"));
                }
                case "image_url" -> attached.add(media.image(part));
                case "input_audio" -> attached.add(media.audio(part));
                case "file" ->
                    throw BadRequest.unsupported(
                            part.path(), "Only text, images and audio can be passed on: write the text of the file.");
                default ->
                    throw BadRequest.wrongValue(part.pathOf("type"), "must be 'text', 'image_url' or 'input_audio'.");
            }
        }
        messages.add(message(texts, attached));
        return messages;
    }

    private static UserMessage message(List<String> texts, List<Media> attached) {
        return UserMessage.builder()
                .text(String.join("\n", texts))
                .media(List.copyOf(attached))
                .build();
    }

    private static List<JsonAt> parts(JsonAt content) {
        if (!content.node().isArray()) {
            throw BadRequest.wrongType(content.path(), "a string or an array of parts");
        }
        List<JsonAt> parts = content.elements();
        if (parts.isEmpty()) {
            throw BadRequest.wrongValue(content.path(), "must hold at least one part.");
        }
        return parts;
    }

    private static String type(JsonAt part) {
        return part.object()
                .require("type", "Write what the part is, such as 'text'.")
                .text();
    }

    private String textOf(JsonAt part, String field) {
        notes.ignoreUnknown(part, "messages[].content[]", Set.of("type", field));
        return part.require(field, "Write the text of the part.").text();
    }
}
