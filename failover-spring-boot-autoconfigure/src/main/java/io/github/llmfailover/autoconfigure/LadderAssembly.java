package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.CacheScopeResolver;
import io.github.llmfailover.DegradedAnswerTier;
import io.github.llmfailover.autoconfigure.FailoverProperties.AnswerCache;
import io.github.llmfailover.autoconfigure.FailoverProperties.Degradation;
import io.github.llmfailover.autoconfigure.FailoverProperties.KeptFor;
import io.github.llmfailover.autoconfigure.FailoverProperties.Rule;
import io.github.llmfailover.chat.DegradedAnswers;
import io.github.llmfailover.degradation.AnswerKeeper;
import io.github.llmfailover.degradation.AnswerRecorder;
import io.github.llmfailover.degradation.AnswerStore;
import io.github.llmfailover.degradation.CachedAnswers;
import io.github.llmfailover.degradation.FixedText;
import io.github.llmfailover.degradation.Ladder;
import io.github.llmfailover.degradation.LadderSettings;
import io.github.llmfailover.degradation.RuleAnswers;
import io.github.llmfailover.degradation.TierSettings;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/** Builds the degradation ladder from its properties and the application's own tiers. */
final class LadderAssembly {

    private static final Log logger = LogFactory.getLog(LadderAssembly.class);

    private static final String DEGRADATION = PREFIX + ".degradation";

    /** As many as come in the time that a cache may reasonably be slow, and as little memory as can be spared. */
    private static final int ANSWERS_WAITING = 256;

    private final Degradation settings;

    private final ListableBeanFactory beans;

    private final Workers workers;

    private final TimeSource time;

    private final Problems problems = new Problems();

    LadderAssembly(Degradation settings, ListableBeanFactory beans, Workers workers, TimeSource time) {
        this.settings = settings;
        this.beans = beans;
        this.workers = workers;
        this.time = time;
    }

    DegradedAnswers assemble(List<DegradedAnswerTier> own, @Nullable CacheScopeResolver resolver) {
        List<DegradedAnswerTier> tiers = new ArrayList<>(own);
        List<AnswerKeeper> keepers = new ArrayList<>();
        AnswerRecorder recorder = null;
        CachedAnswers cached = settings.cache().enabled() ? cached(settings.cache()) : null;
        if (cached != null) {
            keepers.add(cached);
        }
        SimilarTier similar =
                settings.similar().enabled() ? SimilarTier.of(settings.similar(), beans, problems, time) : null;
        if (similar != null) {
            keepers.add(similar.keeper());
            tiers.add(similar.tier());
        }
        problems.throwIfAny();
        if (!keepers.isEmpty()) {
            recorder = new AnswerRecorder(keepers, workers, ANSWERS_WAITING);
            if (cached != null) {
                AnswerCache cache = settings.cache();
                tiers.add(cached.tier(new TierSettings(cache.quality(), cache.timeLimit()), recorder));
            }
        }
        if (!settings.rules().answers().isEmpty()) {
            tiers.add(rules());
        }
        if (settings.text().answer() != null) {
            tiers.add(new FixedText(settings.text().answer(), settings.text().quality()));
        }
        Ladder ladder = ladder(tiers);
        boolean shared = settings.scope() == KeptFor.SHARED;
        tell(ladder, recorder != null, resolver != null, shared);
        return new DegradedAnswers(ladder, recorder, resolver, shared, workers, time);
    }

    private Ladder ladder(List<DegradedAnswerTier> tiers) {
        try {
            return new Ladder(
                    tiers,
                    new LadderSettings(
                            settings.minQuality(), settings.timeLimit(), settings.grace(), settings.maxWait()),
                    time);
        } catch (IllegalArgumentException e) {
            problems.add(
                    String.valueOf(e.getMessage()),
                    "Change what the bean says of itself; io.github.llmfailover.DegradedAnswerTier has the rules.");
            problems.throwIfAny();
            throw e;
        }
    }

    private @Nullable CachedAnswers cached(AnswerCache cache) {
        AnswerStore store = cache.cacheManager() == null
                ? AnswerStore.inMemory(cache.maxSize().toBytes(), cache.maxAge(), time)
                : ofTheApplication(cache.cacheManager(), cache.cacheName());
        return store == null ? null : new CachedAnswers(store, cache.maxAge(), time);
    }

    private @Nullable AnswerStore ofTheApplication(String manager, String name) {
        String property = DEGRADATION + ".cache.cache-manager";
        if (!beans.containsBean(manager) || !beans.isTypeMatch(manager, CacheManager.class)) {
            problems.add(
                    "%s names a CacheManager bean that there is not: '%s'.".formatted(property, manager),
                    "Write one of %s, or leave it out to keep answers in this process."
                            .formatted(List.of(beans.getBeanNamesForType(CacheManager.class))));
            return null;
        }
        Cache cache = beans.getBean(manager, CacheManager.class).getCache(name);
        if (cache == null) {
            problems.add(
                    "The CacheManager '%s' has no cache '%s'.".formatted(manager, name),
                    "Add '%s' to its caches (spring.cache.cache-names, say), or write %s.cache.cache-name."
                            .formatted(name, DEGRADATION));
            return null;
        }
        return AnswerStore.of(cache);
    }

    private DegradedAnswerTier rules() {
        List<RuleAnswers.Rule> rules = new ArrayList<>();
        for (Rule rule : settings.rules().answers()) {
            rules.add(new RuleAnswers.Rule(
                    Pattern.compile(Objects.requireNonNull(rule.pattern())), Objects.requireNonNull(rule.text())));
        }
        return new RuleAnswers(
                rules,
                new TierSettings(settings.rules().quality(), settings.rules().timeLimit()));
    }

    private static void tell(Ladder ladder, boolean keeps, boolean resolved, boolean shared) {
        logger.info("When no provider can serve, these are asked: " + String.join(", ", ladder.names()));
        if (!keeps || resolved) {
            return;
        }
        if (shared) {
            logger.info("Answers are kept for everybody (" + DEGRADATION + ".scope=shared): who asks the same gets what"
                    + " another one was answered");
        } else {
            logger.warn("Answers are kept only for requests that name a cacheScope in their FailoverChatOptions: there"
                    + " is no bean of type CacheScopeResolver, and " + DEGRADATION + ".scope is not shared");
        }
    }
}
