package io.github.llmfailover.degradation;

import static io.github.llmfailover.degradation.DegradedApp.DEGRADATION;
import static io.github.llmfailover.degradation.DegradedApp.of;
import static io.github.llmfailover.degradation.DegradedApp.report;
import static io.github.llmfailover.degradation.DegradedApp.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.support.SimpleCacheManager;

/** A cache of the application's, and one that throws, hangs, lies or mixes things up. */
@Timeout(60)
class HostileCacheTest {

    private final DegradedApp app = new DegradedApp();

    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void close() {
        never.countDown();
        app.close();
    }

    private ApplicationContextRunner over(Cache cache, String... properties) {
        SimpleCacheManager manager = new SimpleCacheManager();
        manager.setCaches(List.of(cache));
        manager.initializeCaches();
        return app.with(properties)
                .withPropertyValues(
                        DEGRADATION + "cache.enabled=true",
                        DEGRADATION + "cache.cache-manager=answers",
                        DEGRADATION + "text.answer=Sorry.")
                .withBean("answers", CacheManager.class, () -> manager);
    }

    private static ConcurrentMapCache cache() {
        return new ConcurrentMapCache("llm-failover-answers");
    }

    private static String tier(FailoverChatModel model, String question) {
        return report(model.call(of("anna", question))).degradation().tier();
    }

    @Test
    void cacheManagerOfTheApplication_keepsTheAnswers_andNoPromptOrScopeInClear() {
        ConcurrentMapCache cache = cache();
        over(cache).run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            String good = text(model.call(of("anna@example.com", "What is my secret?")));
            app.breakAll();

            assertThat(text(model.call(of("anna@example.com", "What is my secret?"))))
                    .isEqualTo(good);
            assertThat(cache.getNativeCache().keySet())
                    .singleElement()
                    .asString()
                    .matches("[0-9a-f]{64}");
            assertThat(cache.getNativeCache().toString())
                    .contains(good)
                    .doesNotContain("secret")
                    .doesNotContain("anna");
        });
    }

    @Test
    void cacheThatThrows_costsNoAnswer() {
        over(new ConcurrentMapCache("llm-failover-answers") {
                    @Override
                    protected @Nullable Object lookup(Object key) {
                        throw new IllegalStateException("no connection to the cache");
                    }

                    @Override
                    public void put(Object key, @Nullable Object value) {
                        throw new IllegalStateException("no connection to the cache");
                    }
                })
                .run(context -> {
                    FailoverChatModel model = context.getBean(FailoverChatModel.class);
                    assertThat(report(model.call(of("anna", "Hello?"))).provider())
                            .isEqualTo("first");
                    app.breakAll();

                    assertThat(tier(model, "Hello?")).isEqualTo("text");
                });
    }

    @Test
    void cacheThatHangs_holdsNoCallerUp_neitherHealthyNorDegraded() {
        over(
                        new ConcurrentMapCache("llm-failover-answers") {
                            @Override
                            protected @Nullable Object lookup(Object key) {
                                return hang();
                            }

                            @Override
                            public void put(Object key, @Nullable Object value) {
                                hang();
                            }
                        },
                        DEGRADATION + "cache.time-limit=100ms")
                .run(context -> {
                    FailoverChatModel model = context.getBean(FailoverChatModel.class);
                    for (int i = 0; i < 300; i++) {
                        assertThat(report(model.call(of("anna", "Question " + i)))
                                        .provider())
                                .isEqualTo("first");
                    }
                    app.breakAll();

                    assertThat(tier(model, "Question 0")).isEqualTo("text");
                    never.countDown();
                });
    }

    /** Deaf to interrupts, as some clients are. */
    private @Nullable Object hang() {
        while (true) {
            try {
                never.await();
                return null;
            } catch (InterruptedException e) {
                // Goes on.
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "junk",
                "llm-failover/1\nx\ny",
                "llm-failover/1\n99999999999999999999\nKEY\nhi",
                "llm-failover/1\n-1\nKEY\nhi",
                "llm-failover/1\n0\nKEY\nhi",
                "llm-failover/1\n9999999999999\nKEY\nfrom the future"
            })
    void junkInTheCache_isNoAnswer(String junk) {
        over(lying(junk)).run(context -> {
            app.breakAll();
            assertThat(tier(context.getBean(FailoverChatModel.class), "Hello?")).isEqualTo("text");
        });
    }

    @Test
    void cacheThatHoldsSomethingElse_isNoAnswer() {
        over(lying(List.of(1, 2))).run(context -> {
            app.breakAll();
            assertThat(tier(context.getBean(FailoverChatModel.class), "Hello?")).isEqualTo("text");
        });
    }

    @Test
    void cacheThatMixesKeysUp_givesNobodyWhatIsAnothersAnswer() {
        ConcurrentMapCache mixing = new ConcurrentMapCache("llm-failover-answers") {
            @Override
            protected @Nullable Object lookup(Object key) {
                return getNativeCache().values().stream().findFirst().orElse(null);
            }
        };
        over(mixing).run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            model.call(of("bob", "My balance?"));
            app.breakAll();

            assertThat(tier(model, "My balance?")).isEqualTo("text");
        });
    }

    private static ConcurrentMapCache lying(Object junk) {
        return new ConcurrentMapCache("llm-failover-answers") {
            @Override
            protected Object lookup(Object key) {
                return junk instanceof String text ? text.replace("KEY", key.toString()) : junk;
            }
        };
    }

    @Test
    void whatIsNoWholeGoodAnswer_isNotKept() {
        ConcurrentMapCache cache = cache();
        over(cache).run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            app.first.answers(Answer.toolCall("weather", "{}"));
            model.call(of("anna", "A tool call?"));
            app.first.heal();
            app.first.always(Behavior.resetAfterTokens(2));
            model.stream(of("anna", "Carried on by another?")).blockLast(Duration.ofSeconds(30));
            app.breakAll();
            assertThat(tier(model, "Degraded?")).isEqualTo("text");
            assertThat(tier(model, "Degraded?")).isEqualTo("text");

            assertThat(cache.getNativeCache()).isEmpty();
        });
    }

    @Test
    void answerCutShortByItsLimit_orFiltered_isNotKept() {
        ConcurrentMapCache cache = cache();
        over(cache).run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            app.first.answers(Answer.text("Once upon").withFinishReason("length"));
            model.call(of("anna", "Too long?"));
            app.first.answers(Answer.refusal("I will not."));
            model.call(of("anna", "Bad?"));
            app.breakAll();

            assertThat(tier(model, "Too long?")).isEqualTo("text");
            assertThat(tier(model, "Bad?")).isEqualTo("text");
            assertThat(cache.getNativeCache()).isEmpty();
        });
    }
}
