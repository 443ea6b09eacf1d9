package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.autoconfigure.FailoverProperties.CircuitBreaker;
import io.github.llmfailover.autoconfigure.FailoverProperties.Provider;
import io.github.llmfailover.routing.Capability;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds values that cannot work, alone or together with another value that somebody wrote. */
final class ValueValidation {

    private static final Set<String> KNOWN_CAPABILITIES =
            Stream.of(Capability.values()).map(Capability::configured).collect(Collectors.toUnmodifiableSet());

    private static final String BREAKER = ".circuit-breaker";

    private final Problems problems;

    private final Checks checks;

    ValueValidation(Problems problems) {
        this.problems = problems;
        this.checks = new Checks(problems);
    }

    void validate(FailoverProperties properties) {
        checks.positive(PREFIX + ".deadline", properties.deadline(), "120s");
        checks.notNegative(PREFIX + ".conversation-affinity", properties.conversationAffinity(), "5m");
        difficulty(properties.difficulty(), properties.chains().keySet());
        checks.atLeast(PREFIX + ".max-attempts", properties.maxAttempts(), 1);
        FailoverProperties.Retry retry = properties.retry();
        retry(PREFIX, retry.max(), retry.backoff(), retry.maxWait());
        checks.share(PREFIX + ".retry.budget.ratio", retry.budget().ratio());
        checks.atLeast(PREFIX + ".retry.budget.min-per-second", retry.budget().minPerSecond(), 0);
        timeout(PREFIX, properties.timeout());
        streaming(properties.streaming());
        checks.positive(PREFIX + ".hedging.after", properties.hedging().after(), "3s");
        checks.share(PREFIX + ".hedging.max-ratio", properties.hedging().maxRatio());
        new ReactionValidation(problems).validate(properties);
        breaker(PREFIX, properties.circuitBreaker());
        probe(properties.probe());
        new DegradationValidation(problems).validate(properties);
        new DrillValidation(problems).validate(properties);
        new GatewayValidation(problems).validate(properties);
        new PriceValidation(problems).validate(properties);
        contradictions(PREFIX, properties.circuitBreaker(), properties.circuitBreaker());
        properties.providers().forEach((name, provider) -> provider(name, provider, properties.circuitBreaker()));
    }

    private void difficulty(FailoverProperties.Difficulty difficulty, Set<String> chains) {
        String prefix = PREFIX + ".difficulty";
        checks.atLeast(prefix + ".max-tokens", difficulty.maxTokens(), 1);
        checks.atLeast(prefix + ".max-turns", difficulty.maxTurns(), 1);
        chain(prefix + ".easy-chain", difficulty.easyChain(), chains);
        chain(prefix + ".hard-chain", difficulty.hardChain(), chains);
    }

    private void chain(String property, @Nullable String named, Set<String> chains) {
        if (named != null && !named.equals(ChainPlan.DEFAULT) && !chains.contains(named)) {
            problems.add(
                    "%s names a chain that there is not: '%s'.".formatted(property, named),
                    "Write %s.chains.%s: [...] with its providers, or name one of the configured chains."
                            .formatted(PREFIX, named.isBlank() ? "easy" : named));
        }
    }

    private void provider(String name, Provider provider, CircuitBreaker global) {
        String prefix = PREFIX + ".providers." + name;
        retry(
                prefix,
                provider.retry().max(),
                provider.retry().backoff(),
                provider.retry().maxWait());
        timeout(prefix, provider.timeout());
        breaker(prefix, provider.circuitBreaker());
        contradictions(prefix, provider.circuitBreaker(), global);
        checks.atLeast(prefix + ".max-concurrency", provider.maxConcurrency(), 0);
        checks.atLeast(prefix + ".context-window", provider.contextWindow(), 0);
        checks.atLeast(prefix + ".weight", provider.weight(), 0);
        capabilities(prefix, provider.capabilities());
        new AdaptValidation(problems).validate(prefix + ".adapt", provider.adapt());
        checks.notBlank(
                prefix + ".model",
                provider.model(),
                "Write the name of a model, or leave %s.model out for the client's own default.".formatted(prefix));
        checks.notBlank(
                prefix + ".bean",
                provider.bean(),
                "Write the name of a ChatModel bean, or leave %s.bean out.".formatted(prefix));
    }

    /** Others than ours may mean something to an ordering of the user's own; what looks like ours is meant to be. */
    private void capabilities(String prefix, Set<String> written) {
        for (String capability : written) {
            String nearest = Spelling.nearest(capability, KNOWN_CAPABILITIES, 0);
            if (nearest != null && !nearest.equals(capability)) {
                problems.add(
                        "%s.capabilities has '%s'.".formatted(prefix, capability),
                        "Did you mean '%s'?".formatted(nearest));
            }
        }
    }

    private void retry(String prefix, @Nullable Integer max, @Nullable Duration backoff, @Nullable Duration maxWait) {
        checks.atLeast(prefix + ".retry.max", max, 0);
        checks.notNegative(prefix + ".retry.backoff", backoff, "200ms");
        checks.notNegative(prefix + ".retry.max-wait", maxWait, "5s");
    }

    private void timeout(String prefix, FailoverProperties.Timeout timeout) {
        checks.positive(prefix + ".timeout.first-token", timeout.firstToken(), "20s");
        checks.positive(prefix + ".timeout.stall", timeout.stall(), "20s");
        checks.positive(prefix + ".timeout.response", timeout.response(), "90s");
        checks.atLeast(prefix + ".timeout.pace.chunks", timeout.pace().chunks(), 0);
        checks.positive(prefix + ".timeout.pace.window", timeout.pace().window(), "30s");
    }

    private void streaming(FailoverProperties.Streaming streaming) {
        checks.atLeast(PREFIX + ".streaming.max-resumes", streaming.maxResumes(), 0);
        String instruction = streaming.continuationInstruction();
        if (instruction != null && !instruction.contains("{anchor}")) {
            problems.add(
                    PREFIX + ".streaming.continuation-instruction does not say where to go on.",
                    "Write {anchor} where the last words of the answer belong, which the model has to repeat.");
        }
    }

    private void probe(FailoverProperties.Probe probe) {
        String prefix = PREFIX + ".probe";
        checks.atLeastASecond(prefix + ".interval", probe.interval(), "30s");
        checks.notBlank(
                prefix + ".prompt",
                probe.prompt(),
                "Write a short prompt such as %s.prompt: ping, or leave it out.".formatted(prefix));
    }

    private void breaker(String outer, CircuitBreaker breaker) {
        String prefix = outer + BREAKER;
        checks.percentage(prefix + ".failure-rate-threshold", breaker.failureRateThreshold());
        checks.atLeast(prefix + ".sliding-window-size", breaker.slidingWindowSize(), 1);
        checks.atLeast(prefix + ".minimum-number-of-calls", breaker.minimumNumberOfCalls(), 1);
        checks.percentage(prefix + ".slow-call-rate-threshold", breaker.slowCallRateThreshold());
        checks.breakerTime(prefix + ".slow-call-duration-threshold", breaker.slowCallDurationThreshold(), "15s");
        checks.breakerTime(prefix + ".open-duration", breaker.openDuration(), "10s");
        checks.multiplier(prefix + ".open-duration-multiplier", breaker.openDurationMultiplier());
        checks.breakerTime(prefix + ".max-open-duration", breaker.maxOpenDuration(), "60s");
        checks.atLeast(prefix + ".permitted-calls-in-half-open", breaker.permittedCallsInHalfOpen(), 1);
        checks.timeOrNone(prefix + ".ramp-up", breaker.rampUp(), "30s");
        checks.breakerTime(prefix + ".stale-after", breaker.staleAfter(), "10m");
    }

    private void contradictions(String prefix, CircuitBreaker own, CircuitBreaker global) {
        Written<Duration> open =
                Written.of(prefix, own.openDuration(), global.openDuration(), BREAKER + ".open-duration");
        Written<Duration> longest =
                Written.of(prefix, own.maxOpenDuration(), global.maxOpenDuration(), BREAKER + ".max-open-duration");
        if (open != null && longest != null && open.value().compareTo(longest.value()) > 0) {
            problems.add(
                    "%s is %s, but %s allows only %s."
                            .formatted(
                                    open.property(),
                                    Checks.text(open.value()),
                                    longest.property(),
                                    Checks.text(longest.value())),
                    "Write a max-open-duration of at least %s, or a shorter open-duration."
                            .formatted(Checks.text(open.value())));
        }
        Written<Integer> window = Written.of(
                prefix, own.slidingWindowSize(), global.slidingWindowSize(), BREAKER + ".sliding-window-size");
        Written<Integer> least = Written.of(
                prefix,
                own.minimumNumberOfCalls(),
                global.minimumNumberOfCalls(),
                BREAKER + ".minimum-number-of-calls");
        if (window != null && least != null && least.value() > window.value()) {
            problems.add(
                    "%s is %d, but %s keeps only %d attempts, so the breaker could never open."
                            .formatted(least.property(), least.value(), window.property(), window.value()),
                    "Write a sliding-window-size of at least %d, or a smaller minimum-number-of-calls."
                            .formatted(least.value()));
        }
    }

    /** A value together with the property that it was written in. */
    private record Written<T>(T value, String property) {

        static <T> @Nullable Written<T> of(String prefix, @Nullable T own, @Nullable T global, String name) {
            if (own != null) {
                return new Written<>(own, prefix + name);
            }
            return global == null ? null : new Written<>(global, PREFIX + name);
        }
    }
}
