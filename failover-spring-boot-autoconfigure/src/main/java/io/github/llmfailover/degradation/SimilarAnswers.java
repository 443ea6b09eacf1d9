package io.github.llmfailover.degradation;

import io.github.llmfailover.DegradedAnswer;
import io.github.llmfailover.DegradedAnswerTier;
import io.github.llmfailover.UnservedRequest;
import io.github.llmfailover.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.filter.FilterExpressionBuilder;

/**
 * The answer to a similar question of the same scope, after the same system prompt and the same conversation: only what
 * the user said last may differ. A store has that in clear, since it is what is searched.
 */
public final class SimilarAnswers implements AnswerKeeper {

    /** Metadata of a document: the digest of all that has to be the same. */
    static final String CONTEXT = "llmFailoverContext";

    private static final String ANSWER = "llmFailoverAnswer";

    private static final String AT = "llmFailoverAt";

    private static final String OF_OURS = "llm-failover/";

    private final VectorStore store;

    private final double threshold;

    private final Duration maxAge;

    private final TimeSource time;

    /**
     * Creates the keeper.
     *
     * @param store where the questions are searched
     * @param threshold how similar a question must be, from 0 to 1
     * @param maxAge how old an answer may be
     * @param time the time source
     */
    public SimilarAnswers(VectorStore store, double threshold, Duration maxAge, TimeSource time) {
        this.store = store;
        this.threshold = threshold;
        this.maxAge = maxAge;
        this.time = time;
    }

    @Override
    public void keep(RequestKey key, String text, Instant at) {
        if (key.question() == null || key.question().isBlank()) {
            return;
        }
        Document document = new Document(
                id(key), key.question(), Map.of(CONTEXT, key.context(), ANSWER, text, AT, at.toEpochMilli()));
        // Metadata would be embedded with the question otherwise, and make everything of one context similar.
        document.setContentFormatter((each, mode) -> String.valueOf(each.getText()));
        store.add(List.of(document));
    }

    /**
     * Returns the tier that gives the answers again. An answer is as good as the tier, times how similar its question is.
     *
     * @param settings its quality and time limit
     */
    public DegradedAnswerTier tier(TierSettings settings) {
        return new BuiltInTier("similar", DegradedAnswerTier.SIMILAR_ORDER, settings) {
            @Override
            public @Nullable DegradedAnswer answer(UnservedRequest request) {
                return find(request, settings.quality());
            }
        };
    }

    private @Nullable DegradedAnswer find(UnservedRequest request, double quality) {
        RequestKey key = RequestKey.of(request.chain(), request.scope(), request.prompt());
        if (key == null || key.question() == null || key.question().isBlank()) {
            return null;
        }
        List<Document> found = store.similaritySearch(SearchRequest.builder()
                .query(key.question())
                .topK(1)
                .similarityThreshold(threshold)
                .filterExpression(
                        new FilterExpressionBuilder().eq(CONTEXT, key.context()).build())
                .build());
        return found == null || found.isEmpty() ? null : answer(found.get(0), key, quality);
    }

    /** Whatever a store returns, it has to be of this context, similar enough and young enough. */
    private @Nullable DegradedAnswer answer(Document found, RequestKey key, double quality) {
        Map<String, Object> metadata = found.getMetadata();
        Double score = found.getScore();
        if (!key.context().equals(metadata.get(CONTEXT))
                || score == null
                || !(score >= threshold)
                || !(metadata.get(ANSWER) instanceof String text)
                || text.isBlank()) {
            return null;
        }
        Instant at = at(metadata.get(AT));
        return at == null || CachedAnswers.isTooOld(at, maxAge, time)
                ? null
                : new DegradedAnswer(text, quality * Math.min(1, score), at);
    }

    /** Stores return numbers in whatever type they keep them. */
    private static @Nullable Instant at(@Nullable Object millis) {
        return millis instanceof Number number ? Instant.ofEpochMilli(number.longValue()) : null;
    }

    /** The same for the same request, so that a new answer takes the place of the old; some stores take UUIDs only. */
    private static String id(RequestKey key) {
        return UUID.nameUUIDFromBytes((OF_OURS + key.exact()).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
