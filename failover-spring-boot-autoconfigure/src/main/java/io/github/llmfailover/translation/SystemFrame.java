package io.github.llmfailover.translation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;

/**
 * What one provider's model is told before and after the request's own system prompt, an empty line apart. Where the
 * request has none, that is its system prompt.
 *
 * @param prefix comes first; {@code null} for nothing
 * @param suffix comes last; {@code null} for nothing
 */
public record SystemFrame(@Nullable String prefix, @Nullable String suffix) {

    /** Nothing is added. */
    public static final SystemFrame NONE = new SystemFrame(null, null);

    private static final String BETWEEN = "\n\n";

    /** Returns the same list where nothing is added. */
    List<Message> around(List<Message> messages) {
        if (prefix == null && suffix == null) {
            return messages;
        }
        List<Message> framed = new ArrayList<>(messages);
        int first = -1;
        int last = -1;
        for (int i = 0; i < framed.size(); i++) {
            if (framed.get(i) instanceof SystemMessage) {
                first = first < 0 ? i : first;
                last = i;
            }
        }
        if (first < 0) {
            framed.add(0, new SystemMessage(join(prefix, suffix)));
            return framed;
        }
        if (prefix != null) {
            framed.set(
                    first,
                    retold(framed.get(first), join(prefix, framed.get(first).getText())));
        }
        if (suffix != null) {
            framed.set(last, retold(framed.get(last), join(framed.get(last).getText(), suffix)));
        }
        return framed;
    }

    private static SystemMessage retold(Message message, String text) {
        return ((SystemMessage) message).mutate().text(text).build();
    }

    private static String join(@Nullable String one, @Nullable String other) {
        if (one == null || one.isEmpty()) {
            return other == null ? "" : other;
        }
        return other == null || other.isEmpty() ? one : one + BETWEEN + other;
    }

    /** Says nothing of what models are told. */
    @Override
    public String toString() {
        return "SystemFrame[prefix=" + (prefix != null) + ", suffix=" + (suffix != null) + "]";
    }
}
