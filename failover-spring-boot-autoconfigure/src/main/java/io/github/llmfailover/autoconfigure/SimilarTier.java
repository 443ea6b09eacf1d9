package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.DegradedAnswerTier;
import io.github.llmfailover.autoconfigure.FailoverProperties.Similar;
import io.github.llmfailover.degradation.AnswerKeeper;
import io.github.llmfailover.degradation.SimilarAnswers;
import io.github.llmfailover.degradation.TierSettings;
import io.github.llmfailover.time.TimeSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The tier of similar answers, where the application has Spring AI's vector stores.
 *
 * @param keeper keeps answers
 * @param tier gives them again
 */
record SimilarTier(AnswerKeeper keeper, DegradedAnswerTier tier) {

    private static final String SIMILAR = PREFIX + ".degradation.similar";

    private static final String VECTOR_STORE = "org.springframework.ai.vectorstore.VectorStore";

    static @Nullable SimilarTier of(Similar settings, ListableBeanFactory beans, Problems problems, TimeSource time) {
        if (!ClassUtils.isPresent(VECTOR_STORE, SimilarTier.class.getClassLoader())) {
            problems.add(
                    "%s.enabled is true, but there is no vector store on the class path.".formatted(SIMILAR),
                    "Add one of the starters spring-ai-starter-vector-store-*, or take the property out.");
            return null;
        }
        return WithStores.of(settings, beans, problems, time);
    }

    /** What needs the classes of Spring AI's vector stores. */
    private static final class WithStores {

        static @Nullable SimilarTier of(
                Similar settings, ListableBeanFactory beans, Problems problems, TimeSource time) {
            String[] names = beans.getBeanNamesForType(VectorStore.class);
            String name = settings.vectorStore() == null && names.length == 1 ? names[0] : settings.vectorStore();
            if (name == null || !Arrays.asList(names).contains(name)) {
                problems.add(
                        name == null
                                ? "%s.enabled is true, but there are %d VectorStore beans: %s."
                                        .formatted(SIMILAR, names.length, Arrays.toString(names))
                                : "%s.vector-store names a VectorStore bean that there is not: '%s'."
                                        .formatted(SIMILAR, name),
                        names.length == 0
                                ? "Declare a VectorStore bean, or add a starter that brings one."
                                : "Write %s.vector-store: %s.".formatted(SIMILAR, names[0]));
                return null;
            }
            SimilarAnswers similar = new SimilarAnswers(
                    beans.getBean(name, VectorStore.class), settings.threshold(), settings.maxAge(), time);
            return new SimilarTier(similar, similar.tier(new TierSettings(settings.quality(), settings.timeLimit())));
        }
    }
}
