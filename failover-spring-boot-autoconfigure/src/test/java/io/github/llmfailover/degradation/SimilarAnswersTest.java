package io.github.llmfailover.degradation;

import static io.github.llmfailover.degradation.DegradedApp.DEGRADATION;
import static io.github.llmfailover.degradation.DegradedApp.of;
import static io.github.llmfailover.degradation.DegradedApp.report;
import static io.github.llmfailover.degradation.DegradedApp.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.autoconfigure.FailoverDegradationAutoConfiguration;
import io.github.llmfailover.chat.FailoverChatModel;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.filter.Filter;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The answer to a similar question, from a vector store of Spring AI's. */
@Timeout(60)
class SimilarAnswersTest {

    private final DegradedApp app = new DegradedApp();

    @AfterEach
    void close() {
        app.close();
    }

    /** Texts are as similar as the words that they share. */
    private static final class WordsModel implements EmbeddingModel {

        @Override
        public EmbeddingResponse call(EmbeddingRequest request) {
            return new EmbeddingResponse(request.getInstructions().stream()
                    .map(text -> new Embedding(vector(text), 0))
                    .toList());
        }

        @Override
        public float[] embed(Document document) {
            return vector(document.getFormattedContent(org.springframework.ai.document.MetadataMode.EMBED));
        }

        @Override
        public float[] embed(String text) {
            return vector(text);
        }

        private static float[] vector(String text) {
            float[] vector = new float[256];
            for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
                vector[Math.floorMod(word.hashCode(), vector.length)]++;
            }
            return vector;
        }
    }

    private ApplicationContextRunner over(VectorStore store, String... properties) {
        return app.with(properties)
                .withPropertyValues(
                        DEGRADATION + "similar.enabled=true",
                        DEGRADATION + "similar.threshold=0.8",
                        DEGRADATION + "text.answer=Sorry.")
                .withBean("questions", VectorStore.class, () -> store);
    }

    private static VectorStore store() {
        return SimpleVectorStore.builder(new WordsModel()).build();
    }

    /** The answer is kept beside the call; asking for the same reply until it is there would hide that it never comes. */
    private static void awaitKept(VectorStore store, String question) {
        while (store.similaritySearch(SearchRequest.builder()
                        .query(question)
                        .similarityThreshold(0.99)
                        .build())
                .isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void similarQuestionOfTheSameUser_getsItsAnswer_asGoodAsItIsSimilar() {
        VectorStore store = store();
        over(store).run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            String good = text(model.call(of("anna", "how do I reset my password on the site")));
            awaitKept(store, "how do I reset my password on the site");
            app.breakAll();

            var again = model.call(of("anna", "how do I reset my password on this site"));

            assertThat(text(again)).isEqualTo(good);
            assertThat(report(again).degradation().tier()).isEqualTo("similar");
            assertThat(report(again).degradation().quality()).isBetween(0.6 * 0.8, 0.599);
            assertThat(report(model.call(of("anna", "who won the cup")))
                            .degradation()
                            .tier())
                    .isEqualTo("text");
        });
    }

    @Test
    void sameQuestionOfAnotherUser_orUnderAnotherSystemPrompt_getsNothing() {
        VectorStore store = store();
        over(store).run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            model.call(of("anna", "what is my balance"));
            awaitKept(store, "what is my balance");
            app.breakAll();

            assertThat(report(model.call(of("bob", "what is my balance")))
                            .degradation()
                            .tier())
                    .isEqualTo("text");
            assertThat(report(model.call(new Prompt("what is my balance")))
                            .degradation()
                            .tier())
                    .isEqualTo("text");
            assertThat(report(model.call(new Prompt(
                                    List.of(new SystemMessage("Be rude."), new UserMessage("what is my balance")),
                                    FailoverChatOptions.builder()
                                            .cacheScope("anna")
                                            .build())))
                            .degradation()
                            .tier())
                    .isEqualTo("text");
            assertThat(report(model.call(of("anna", "what is my balance")))
                            .degradation()
                            .tier())
                    .isEqualTo("similar");
        });
    }

    @Test
    void storeThatIgnoresFilterAndThreshold_givesNobodyWhatIsAnothers() {
        VectorStore honest = store();
        VectorStore careless = new VectorStore() {
            @Override
            public void add(List<Document> documents) {
                honest.add(documents);
            }

            @Override
            public void delete(List<String> ids) {}

            @Override
            public void delete(Filter.Expression filter) {}

            @Override
            public List<Document> similaritySearch(SearchRequest request) {
                return honest.similaritySearch(SearchRequest.builder()
                        .query(request.getQuery())
                        .similarityThresholdAll()
                        .topK(1)
                        .build());
            }
        };
        over(careless).run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            model.call(of("anna", "what is my balance"));
            awaitKept(honest, "what is my balance");
            app.breakAll();

            assertThat(report(model.call(of("bob", "what is my balance")))
                            .degradation()
                            .tier())
                    .isEqualTo("text");
            assertThat(report(model.call(of("anna", "who won the cup")))
                            .degradation()
                            .tier())
                    .isEqualTo("text");
        });
    }

    @Test
    void embeddingThatIsDownToo_costsNoAnswer() {
        VectorStore broken = SimpleVectorStore.builder(new EmbeddingModel() {
                    @Override
                    public EmbeddingResponse call(EmbeddingRequest request) {
                        throw new IllegalStateException("The same provider embeds, and is down");
                    }

                    @Override
                    public float[] embed(Document document) {
                        throw new IllegalStateException("The same provider embeds, and is down");
                    }
                })
                .build();
        app.breakAll();
        over(broken).run(context -> assertThat(
                        report(context.getBean(FailoverChatModel.class).call(of("anna", "what is my balance")))
                                .degradation()
                                .tier())
                .isEqualTo("text"));
    }

    @Test
    void withoutVectorStores_everythingElseWorks_andTheTierSaysWhatIsMissing() {
        app.breakAll();
        ApplicationContextRunner without = app.with(DEGRADATION + "text.answer=Sorry.")
                .withClassLoader(new FilteredClassLoader("org.springframework.ai.vectorstore"));
        without.run(context -> {
            assertThat(context).hasSingleBean(FailoverDegradationAutoConfiguration.class);
            assertThat(text(context.getBean(FailoverChatModel.class).call(new Prompt("hi"))))
                    .isEqualTo("Sorry.");
        });
    }
}
