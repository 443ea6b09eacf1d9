package io.github.llmfailover.sample;

import io.github.llmfailover.FailoverReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;

/** What one streamed answer has come to so far. Chunks of a stream come one after the other, each seen by the next. */
final class StreamedReply {

    private volatile @Nullable FailoverReport report;

    private volatile boolean begun;

    /** Takes note of a chunk and returns its text, if it carries any. */
    List<String> tokens(ChatResponse chunk) {
        FailoverReport latest = FailoverReport.of(chunk);
        if (latest != null) {
            report = latest;
        }
        String text = Reply.text(chunk);
        if (text.isEmpty()) {
            return List.of();
        }
        begun = true;
        return List.of(text);
    }

    boolean hasBegun() {
        return begun;
    }

    Reply served() {
        return Reply.of(report, null);
    }
}
