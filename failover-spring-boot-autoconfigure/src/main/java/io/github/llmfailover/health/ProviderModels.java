package io.github.llmfailover.health;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.health.HealthSnapshot.ModelState;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who of one provider may be asked: the provider as a whole, the model that it serves by default, and those that callers
 * have named.
 *
 * <p>What is known of the provider and of its default model is one, but for the rests, of which some are the model's own
 * and some the whole provider's. A model that callers name has, on top of what is the whole provider's, a breaker and
 * rests of its own. Where {@code other} is {@code null}, the default model is meant.
 */
final class ProviderModels {

    /** The breaker of the provider and of its default model, and the rests of the default model. */
    final ModelHealth own;

    /** The rests of the whole provider. */
    final Rests rests;

    final OtherModels others;

    private final TimeSource time;

    private volatile HealthSettings settings;

    ProviderModels(HealthSettings settings, CircuitBreakerRegistry registry, TimeSource time, RandomGenerator random) {
        this.settings = settings;
        BreakerSettings breakers = settings.breaker();
        BreakerSource source = BreakerSource.ofProvider(settings, registry, time, random);
        Breaker breaker = new Breaker(source, breakers, time, random).checked();
        long stale = breakers.staleAfter().toNanos();
        this.own = new ModelHealth(breaker, new Rests(stale, random));
        this.rests = new Rests(stale, random);
        this.others = new OtherModels(model -> create(model, random));
        this.time = time;
    }

    private ModelHealth create(String model, RandomGenerator random) {
        BreakerSettings breakers = settings.breaker();
        return new ModelHealth(
                own.breaker.ofModel(model, breakers, random),
                new Rests(breakers.staleAfter().toNanos(), random));
    }

    /** Puts changed settings in force, for the provider and all its models. */
    void reconfigure(HealthSettings changed) {
        settings = changed;
        rests.forgetAfter(changed.breaker().staleAfter().toNanos());
        reconfigure(own, changed);
        others.forEach((model, health) -> reconfigure(health, changed));
    }

    private static void reconfigure(ModelHealth health, HealthSettings changed) {
        health.rests.forgetAfter(changed.breaker().staleAfter().toNanos());
        health.breaker.reconfigure(changed.breaker());
    }

    /** Returns the model that is meant. */
    ModelHealth of(@Nullable ModelHealth other) {
        return other == null ? own : other;
    }

    /** Returns how long a model is known to be left alone; 0 where it may be asked. */
    long nanosRefused(@Nullable ModelHealth other, long now) {
        long providers = nanosProviderRefuses(now);
        return Math.max(providers, other == null ? own.rests.nanosLeft(now) : other.nanosRefused(now));
    }

    private long nanosProviderRefuses(long now) {
        return Math.max(rests.nanosLeft(now), own.breaker.nanosUntilAsked(now));
    }

    /** Whether a request is admitted that another provider could serve as well. */
    boolean admits(@Nullable ModelHealth other, long now) {
        if (own.breaker.isToBeProbed() && settings.probed()) {
            return false;
        }
        return own.breaker.ramp().admits(now)
                && (other == null || other.breaker.ramp().admits(now));
    }

    /** Returns the share of such requests that are admitted. */
    double admission(long now) {
        return stateAt(now) == ProviderState.CLOSED ? own.breaker.ramp().share(now) : 0;
    }

    /** Returns how long a model, which may never have been asked, is known to be left alone. */
    long nanosRefused(@Nullable String model, long now) {
        ModelHealth other = model == null ? null : others.find(model);
        return model != null && other == null ? nanosProviderRefuses(now) : nanosRefused(other, now);
    }

    /** Whether all that may test a model are under way. */
    boolean isExhausted(@Nullable String model) {
        ModelHealth other = model == null ? null : others.find(model);
        return own.breaker.isExhausted() || (other != null && other.breaker.isExhausted());
    }

    /** Returns the provider's state, which is that of its default model. */
    ProviderState stateAt(long now) {
        return own.breaker.state(rests.nanosLeft(now) > 0 || own.rests.nanosLeft(now) > 0);
    }

    /** Returns the state of a model, which may never have been asked. */
    ProviderState stateAt(@Nullable String model, long now) {
        if (model == null) {
            return stateAt(now);
        }
        ModelHealth other = others.find(model);
        ProviderState providers = own.breaker.state(rests.nanosLeft(now) > 0);
        return other == null || providers != ProviderState.CLOSED ? providers : other.stateAt(now);
    }

    /** Forgets what breakers and rests know. */
    void reset() {
        own.breaker.reset();
        own.rests.reset();
        rests.reset();
        others.forEach((model, health) -> {
            health.breaker.reset();
            health.rests.reset();
        });
    }

    /** Returns the models that callers have named and that are out. */
    Map<String, ModelState> othersOut(long now) {
        Map<String, ModelState> out = new HashMap<>();
        others.forEach((model, health) -> {
            ProviderState state = health.stateAt(now);
            if (state != ProviderState.CLOSED) {
                out.put(model, new ModelState(state, availableAgainAt(state, health.nanosRefused(now))));
            }
        });
        return out;
    }

    /** Returns when somebody in that state who is out for so long is available again; {@code null} where nobody knows. */
    @Nullable
    Instant availableAgainAt(ProviderState state, long wait) {
        boolean waits = state == ProviderState.OPEN || state == ProviderState.RESTING;
        return waits && wait > 0 && wait < Long.MAX_VALUE ? time.now().plusNanos(wait) : null;
    }
}
