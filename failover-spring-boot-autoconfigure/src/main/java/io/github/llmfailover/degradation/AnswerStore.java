package io.github.llmfailover.degradation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where kept answers are. May be remote, slow, or broken: whoever uses it bounds how long that may matter. */
public interface AnswerStore {

    /** Keeps an entry, in place of the one there was. */
    void put(String key, String entry);

    /** Returns what is kept by a key; {@code null} where nothing is. */
    @Nullable
    Object get(String key);

    /**
     * A store inside this process, from which the least useful answers go when it is full.
     *
     * @param maxBytes how much memory the entries may take, about
     * @param maxAge after how long an entry goes
     * @param time the time source
     */
    static AnswerStore inMemory(long maxBytes, Duration maxAge, TimeSource time) {
        Cache<String, String> cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String key, String entry) -> 2 * (key.length() + entry.length()) + 100)
                .expireAfterWrite(maxAge)
                .ticker(time::nanoTime)
                .executor(Runnable::run)
                .build();
        return new AnswerStore() {
            @Override
            public void put(String key, String entry) {
                cache.put(key, entry);
            }

            @Override
            public @Nullable Object get(String key) {
                return cache.getIfPresent(key);
            }
        };
    }

    /**
     * A cache of the application's, by Spring's abstraction.
     *
     * @param cache the cache; what it holds is text
     */
    static AnswerStore of(org.springframework.cache.Cache cache) {
        return new AnswerStore() {
            @Override
            public void put(String key, String entry) {
                cache.put(key, entry);
            }

            @Override
            public @Nullable Object get(String key) {
                org.springframework.cache.Cache.ValueWrapper value = cache.get(key);
                return value == null ? null : value.get();
            }
        };
    }
}
