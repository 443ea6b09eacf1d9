package io.github.llmfailover.simulation;

import io.github.llmfailover.plan.HedgeSettings;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.llmfailover.routing.PrioritySelector;
import io.github.llmfailover.routing.ProviderSelector;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A chain of providers, who calls, what goes wrong, and what must hold all the same, besides what must hold always.
 *
 * @param name what happens, in a few words
 * @param members the chain, in order of preference
 * @param traffic who calls
 * @param plan what bounds each call
 * @param outage when one provider fails every request; {@code null} where that is not what happens
 * @param hard whether it fails at once, so that its breaker must open soon
 * @param well whose breaker must not open
 * @param limits what must hold, and the figure that it must not be above
 * @param probed whether background probes test providers that are out
 * @param operator what a person does, by when
 * @param strategy who of the chain is asked first
 */
record Scenario(
        String name,
        List<Member> members,
        Traffic traffic,
        PlanSettings plan,
        @Nullable Outage outage,
        boolean hard,
        Set<String> well,
        Map<Invariant, Double> limits,
        boolean probed,
        Map<Duration, Consumer<CircuitBreakerRegistry>> operator,
        Strategy strategy) {

    /** Makes the selector that decides who is asked. */
    @FunctionalInterface
    interface Strategy {

        ProviderSelector selector(TimeSource time, Random random);
    }

    static final double BUDGET_RATIO = 0.2;

    static final int BUDGET_PER_SECOND = 10;

    static Scenario of(String name, Traffic traffic, Member... members) {
        return new Scenario(
                name,
                List.of(members),
                traffic,
                PlanSettings.DEFAULTS,
                null,
                false,
                Set.of(),
                Map.of(),
                false,
                Map.of(),
                (time, random) -> new PrioritySelector());
    }

    /** The first provider is out, so that nothing may be amplified. */
    Scenario firstIsOut(Outage when) {
        return new Scenario(name, members, traffic, plan, when, false, well, limits, probed, operator, strategy)
                .holds(Invariant.AMPLIFICATION_DURING)
                .holds(Invariant.AMPLIFICATION_AFTER);
    }

    /** The first provider is out in a way that its breaker must notice soon. */
    Scenario firstIsOutHard(Outage when) {
        return new Scenario(name, members, traffic, plan, when, true, well, limits, probed, operator, strategy)
                .holds(Invariant.AMPLIFICATION_DURING)
                .holds(Invariant.AMPLIFICATION_AFTER)
                .holds(Invariant.OPENED_LATE);
    }

    Scenario neverOpens(String... providers) {
        return new Scenario(
                        name,
                        members,
                        traffic,
                        plan,
                        outage,
                        hard,
                        Set.copyOf(Arrays.asList(providers)),
                        limits,
                        probed,
                        operator,
                        strategy)
                .holds(Invariant.FALSE_OPENINGS);
    }

    Scenario holds(Invariant invariant) {
        return holds(invariant, invariant.limit());
    }

    Scenario holds(Invariant invariant, double limit) {
        Map<Invariant, Double> more = new EnumMap<>(Invariant.class);
        more.putAll(limits);
        more.put(invariant, limit);
        return new Scenario(name, members, traffic, plan, outage, hard, well, more, probed, operator, strategy);
    }

    Scenario whenUnavailable(WhenUnavailable what) {
        return plan(new PlanSettings(plan.deadline(), plan.maxAttempts(), what));
    }

    Scenario hedging(HedgeSettings hedging) {
        return plan(new PlanSettings(
                plan.deadline(),
                plan.maxAttempts(),
                plan.whenUnavailable(),
                plan.onInterruption(),
                plan.maxResumes(),
                plan.callsAreStreamed(),
                hedging));
    }

    Scenario withProbes() {
        return new Scenario(name, members, traffic, plan, outage, hard, well, limits, true, operator, strategy);
    }

    /** With other settings of every provider, and of the calls where there are any. */
    Scenario tuned(UnaryOperator<Member> tuned, @Nullable PlanSettings other) {
        List<Member> all = members.stream().map(tuned).toList();
        return new Scenario(
                name,
                all,
                traffic,
                other == null ? plan : other,
                outage,
                hard,
                well,
                limits,
                probed,
                operator,
                strategy);
    }

    Scenario operated(Map<Duration, Consumer<CircuitBreakerRegistry>> actions) {
        return new Scenario(name, members, traffic, plan, outage, hard, well, limits, probed, actions, strategy);
    }

    Scenario ordered(Strategy other) {
        return new Scenario(name, members, traffic, plan, outage, hard, well, limits, probed, operator, other);
    }

    /** Returns what the figure of something must not be above; {@code null} where it does not matter here. */
    @Nullable
    Double limitOf(Invariant invariant) {
        Double own = limits.get(invariant);
        return own != null ? own : invariant.holdsAlways() ? (Double) invariant.limit() : null;
    }

    private Scenario plan(PlanSettings other) {
        return new Scenario(name, members, traffic, other, outage, hard, well, limits, probed, operator, strategy);
    }

    @Override
    public String toString() {
        return name;
    }
}
