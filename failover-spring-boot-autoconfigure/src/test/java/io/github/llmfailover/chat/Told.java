package io.github.llmfailover.chat;

import io.github.llmfailover.FailoverReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.publisher.Flux;

/** What a subscriber got of a stream. */
public record Told(List<ChatResponse> chunks, @Nullable Throwable error) {

    public static Told listenTo(Flux<ChatResponse> stream) {
        List<ChatResponse> chunks = new CopyOnWriteArrayList<>();
        try {
            stream.doOnNext(chunks::add).blockLast(Duration.ofSeconds(30));
            return new Told(chunks, null);
        } catch (RuntimeException e) {
            return new Told(chunks, e);
        }
    }

    /** The text after the last restart. */
    public String text() {
        return text(lastRestart() + 1, chunks.size());
    }

    /** The text before the last restart. */
    public String voidText() {
        return text(0, Math.max(0, lastRestart()));
    }

    public long restarts() {
        return chunks.stream().filter(FailoverReport::isRestart).count();
    }

    public FailoverReport report() {
        return FailoverReport.of(chunks.get(chunks.size() - 1));
    }

    private int lastRestart() {
        for (int i = chunks.size() - 1; i >= 0; i--) {
            if (FailoverReport.isRestart(chunks.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private String text(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (ChatResponse chunk : chunks.subList(from, to)) {
            if (chunk.getResult() != null && chunk.getResult().getOutput().getText() != null) {
                text.append(chunk.getResult().getOutput().getText());
            }
        }
        return text.toString();
    }
}
