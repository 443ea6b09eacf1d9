package io.github.llmfailover.gateway;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.ai.chat.model.ChatResponse;
import tools.jackson.databind.JsonNode;

/** Writes answers as OpenAI's chat completion objects. */
final class CompletionAnswers {

    private final InstantSource clock;

    private final Supplier<String> ids;

    /**
     * Creates a writer.
     *
     * @param clock when an answer was created
     * @param ids gives each answer its identifier, without a prefix
     */
    CompletionAnswers(InstantSource clock, Supplier<String> ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** Returns the {@code chat.completion} object of a whole answer. */
    JsonNode whole(ChatResponse response, CompletionRequest request) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Returns what makes the {@code chat.completion.chunk} objects of one stream. */
    CompletionChunks chunks(CompletionRequest request) {
        return new CompletionChunks("chatcmpl-" + ids.get(), clock.instant().getEpochSecond(), request);
    }
}
