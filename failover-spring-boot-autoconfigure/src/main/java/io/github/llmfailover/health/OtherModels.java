package io.github.llmfailover.health;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The models other than the default one that callers have named at one provider. Callers can name what they like, so only
 * {@value #REMEMBERED} are remembered, besides those that are being asked right now: who has not been asked for longest is
 * forgotten first.
 */
final class OtherModels {

    static final int REMEMBERED = 64;

    private final ConcurrentHashMap<String, ModelHealth> byName = new ConcurrentHashMap<>();

    private final Function<String, ModelHealth> create;

    OtherModels(Function<String, ModelHealth> create) {
        this.create = create;
    }

    /** Returns what is known of a model; {@code null} where that is nothing. */
    @Nullable
    ModelHealth find(String model) {
        return byName.get(model);
    }

    /** Takes hold of a model, which is not forgotten before it is let go as many times. */
    ModelHealth hold(String model, long now) {
        ModelHealth held = byName.compute(model, (name, known) -> {
            ModelHealth health = known != null ? known : create.apply(name);
            health.used(now);
            return health;
        });
        forgetTooMany();
        return held;
    }

    /** Lets go of a model. */
    void letGo(ModelHealth held) {
        held.users.decrementAndGet();
        forgetTooMany();
    }

    int size() {
        return byName.size();
    }

    void forEach(BiConsumer<String, ModelHealth> action) {
        byName.forEach(action);
    }

    private void forgetTooMany() {
        while (byName.size() > REMEMBERED) {
            String oldest = leastRecentlyUsed();
            if (oldest == null) {
                return;
            }
            // Holding happens under the same lock of the map, so nobody gets hold of what is being forgotten.
            byName.computeIfPresent(oldest, (name, health) -> health.isIdle() ? null : health);
        }
    }

    private @Nullable String leastRecentlyUsed() {
        Map.Entry<String, ModelHealth> oldest = null;
        for (Map.Entry<String, ModelHealth> each : byName.entrySet()) {
            if (each.getValue().isIdle() && (oldest == null || each.getValue().isUsedBefore(oldest.getValue()))) {
                oldest = each;
            }
        }
        return oldest == null ? null : oldest.getKey();
    }
}
