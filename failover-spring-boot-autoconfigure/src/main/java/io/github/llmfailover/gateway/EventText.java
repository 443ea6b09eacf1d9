package io.github.llmfailover.gateway;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.gateway.answer.CompletionChunks;
import io.github.llmfailover.gateway.answer.CompletionErrors;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;

/** What one streamed answer is written as. Not thread-safe; the parts come one by one. */
final class EventText {

    private final Supplier<CompletionChunks> answers;

    private final CompletionErrors errors;

    private final boolean restarts;

    private CompletionChunks chunks;

    /**
     * Creates the writer of one stream.
     *
     * @param answers writes an answer; a restart begins a new one
     * @param errors writes errors
     * @param restarts whether the client can do with a restart
     */
    EventText(Supplier<CompletionChunks> answers, CompletionErrors errors, boolean restarts) {
        this.answers = answers;
        this.errors = errors;
        this.restarts = restarts;
        this.chunks = answers.get();
    }

    /**
     * Writes a part.
     *
     * @return the events; {@code null} where the part holds nothing for the client
     * @throws Interrupted where the answer begins anew, and the client can not
     */
    byte @Nullable [] next(ChatResponse part) {
        if (FailoverReport.isRestart(part)) {
            if (!restarts) {
                throw new Interrupted();
            }
            chunks = answers.get();
            return Sse.restart();
        }
        List<byte[]> next = chunks.next(part);
        return next.isEmpty() ? null : Sse.events(next, false);
    }

    byte[] end() {
        return Sse.events(chunks.end(), true);
    }

    byte[] error(Throwable error) {
        return Sse.event(GatewayError.of(error, errors).body());
    }

    /** Another provider answers anew, which a client that did not ask for it would take for more of the same answer. */
    static final class Interrupted extends RuntimeException {

        Interrupted() {
            super("The answer broke off, and could only have been begun anew", null, false, false);
        }
    }
}
