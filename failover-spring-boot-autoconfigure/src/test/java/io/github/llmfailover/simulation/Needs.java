package io.github.llmfailover.simulation;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.github.llmfailover.plan.HedgeSettings;
import io.github.llmfailover.provider.Price;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.routing.Affinity;
import io.github.llmfailover.routing.Capability;
import io.github.llmfailover.routing.Requirements;
import io.github.llmfailover.routing.TokenEstimate;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Providers that differ in what they declare, and callers who need this or that. What must not happen is found without the
 * library's own code: declarations are compared as they are written.
 */
final class Needs {

    private static final int PROVIDERS = 6;

    private static final List<String> TAGS = List.of("eu", "us", "no-training", "hipaa");

    /** As they are configured. */
    private static final Map<Capability, String> CAPABILITIES = Map.of(
            Capability.STREAMING, "streaming",
            Capability.TOOLS, "tools",
            Capability.VISION, "vision",
            Capability.AUDIO, "audio",
            Capability.JSON_SCHEMA, "json-schema");

    private static final List<Integer> WINDOWS = List.of(0, 0, 4_000, 32_000, 128_000);

    private Needs() {}

    /** Six providers that go through good and bad hours of every kind, differently declared with each seed. */
    static Scenario scenario(String strategy, Scenario.Strategy selector, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Member[] members =
                IntStream.range(0, PROVIDERS).mapToObj(i -> member(i, random)).toArray(Member[]::new);
        return Scenario.of("differing needs, " + strategy, Traffic.of(12, 1200, Needs::caller), members)
                .hedging(new HedgeSettings(true, ofMillis(700), false, 0.2))
                .withProbes()
                .ordered(selector);
    }

    private static Member member(int number, SplittableRandom random) {
        Member plain = Member.named("p" + number).in(new Moody(number)).probed();
        Set<String> capabilities = random.nextInt(3) == 0 ? Set.of() : some(random, CAPABILITIES.values(), 0.7);
        ProviderSettings settings = new ProviderSettings(
                plain.name(),
                null,
                null,
                plain.settings().timeouts(),
                plain.settings().retry(),
                some(random, TAGS, 0.5),
                capabilities,
                WINDOWS.get(random.nextInt(WINDOWS.size())),
                random.nextInt(4),
                random.nextBoolean() ? null : new Price(random.nextInt(9), 0.1, random.nextInt(30), "USD"));
        return new Member(settings, plain.health(), plain.weather());
    }

    private static Caller caller(SplittableRandom random) {
        Caller caller = Caller.MIXED.next(random);
        if (random.nextInt(20) == 0) {
            caller = caller.within(ofSeconds(1 + random.nextInt(4)));
        }
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        CAPABILITIES.keySet().stream()
                .sorted()
                .filter(each -> random.nextInt(5) == 0)
                .forEach(capabilities::add);
        int tokens = random.nextInt(10) == 0 ? 1 + random.nextInt(150_000) : 0;
        return caller.requiring(new Requirements(
                null,
                some(random, TAGS, 0.15),
                null,
                Set.of(),
                capabilities,
                new TokenEstimate(tokens, 0),
                affinity(random)));
    }

    private static Affinity affinity(SplittableRandom random) {
        String conversation = random.nextInt(3) == 0 ? "c" + random.nextInt(500) : null;
        String begunBy = random.nextInt(10) == 0 ? "p" + random.nextInt(PROVIDERS) : null;
        return conversation == null && begunBy == null ? Affinity.NONE : new Affinity(conversation, begunBy);
    }

    private static Set<String> some(SplittableRandom random, Iterable<String> all, double share) {
        Set<String> some = new HashSet<>();
        for (String each : all) {
            if (random.nextDouble() < share) {
                some.add(each);
            }
        }
        return some;
    }

    /** Returns what a provider is known to lack of what a request needs; {@code null} for nothing. */
    static @Nullable String lacking(ProviderSettings settings, Requirements requirements) {
        for (String tag : requirements.tags()) {
            if (!settings.tags().contains(tag)) {
                return "tag " + tag;
            }
        }
        for (Capability capability : requirements.capabilities()) {
            if (!settings.capabilities().isEmpty() && !settings.capabilities().contains(CAPABILITIES.get(capability))) {
                return "capability " + capability;
            }
        }
        if (settings.contextWindow() > 0 && requirements.size().input() > settings.contextWindow()) {
            return "room for " + requirements.size().input();
        }
        return null;
    }
}
