package io.github.llmfailover.simulation;

import io.github.llmfailover.health.BreakerSettings;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Turns one lever of a provider and leaves the others where they are. */
final class Tuned {

    private Tuned() {}

    static UnaryOperator<Member> firstToken(Duration limit) {
        return member -> {
            Timeouts t = member.settings().timeouts();
            return with(
                    member,
                    new Timeouts(limit, t.stall(), t.response()),
                    member.settings().retry());
        };
    }

    static UnaryOperator<Member> retries(int max) {
        return member -> {
            RetrySettings r = member.settings().retry();
            return with(member, member.settings().timeouts(), new RetrySettings(max, r.backoff(), r.maxWait()));
        };
    }

    static UnaryOperator<Member> maxWait(Duration maxWait) {
        return member -> member.maxWait(maxWait);
    }

    static UnaryOperator<Member> threshold(double failureRate) {
        return member -> member.opensFrom(failureRate);
    }

    static UnaryOperator<Member> window(int size, int minimum) {
        return breaker(b -> new BreakerSettings(
                b.failureRateThreshold(),
                size,
                minimum,
                b.slowCallRateThreshold(),
                b.slowCallDurationThreshold(),
                b.openDuration(),
                b.openDurationMultiplier(),
                b.maxOpenDuration(),
                b.permittedCallsInHalfOpen(),
                b.rampUp(),
                b.staleAfter()));
    }

    static UnaryOperator<Member> slow(double rate, Duration threshold) {
        return breaker(b -> new BreakerSettings(
                b.failureRateThreshold(),
                b.slidingWindowSize(),
                b.minimumNumberOfCalls(),
                rate,
                threshold,
                b.openDuration(),
                b.openDurationMultiplier(),
                b.maxOpenDuration(),
                b.permittedCallsInHalfOpen(),
                b.rampUp(),
                b.staleAfter()));
    }

    static UnaryOperator<Member> open(Duration openDuration, Duration max) {
        return breaker(b -> new BreakerSettings(
                b.failureRateThreshold(),
                b.slidingWindowSize(),
                b.minimumNumberOfCalls(),
                b.slowCallRateThreshold(),
                b.slowCallDurationThreshold(),
                openDuration,
                b.openDurationMultiplier(),
                max,
                b.permittedCallsInHalfOpen(),
                b.rampUp(),
                b.staleAfter()));
    }

    static UnaryOperator<Member> halfOpenCalls(int permitted) {
        return breaker(b -> new BreakerSettings(
                b.failureRateThreshold(),
                b.slidingWindowSize(),
                b.minimumNumberOfCalls(),
                b.slowCallRateThreshold(),
                b.slowCallDurationThreshold(),
                b.openDuration(),
                b.openDurationMultiplier(),
                b.maxOpenDuration(),
                permitted,
                b.rampUp(),
                b.staleAfter()));
    }

    static UnaryOperator<Member> staleAfter(Duration silence) {
        return breaker(b -> new BreakerSettings(
                b.failureRateThreshold(),
                b.slidingWindowSize(),
                b.minimumNumberOfCalls(),
                b.slowCallRateThreshold(),
                b.slowCallDurationThreshold(),
                b.openDuration(),
                b.openDurationMultiplier(),
                b.maxOpenDuration(),
                b.permittedCallsInHalfOpen(),
                b.rampUp(),
                silence));
    }

    private static UnaryOperator<Member> breaker(UnaryOperator<BreakerSettings> other) {
        return member -> new Member(
                member.settings(),
                new HealthSettings(
                        member.name(),
                        other.apply(member.health().breaker()),
                        member.health().maxConcurrency(),
                        member.health().probed()),
                member.weather());
    }

    private static Member with(Member member, Timeouts timeouts, RetrySettings retry) {
        ProviderSettings s = member.settings();
        return new Member(
                new ProviderSettings(
                        s.name(),
                        s.model(),
                        s.acceptsModels(),
                        timeouts,
                        retry,
                        s.tags(),
                        s.capabilities(),
                        s.contextWindow()),
                member.health(),
                member.weather());
    }
}
