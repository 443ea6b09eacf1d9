package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.actuate.Advice;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds chains whose worst case exceeds the deadline: each provider asked as often as its retries allow, in order, up to
 * {@code max-attempts}, each time up to its limit. The pauses between retries are short beside the limits and left out.
 *
 * <p>With default settings the worst case of a call exceeds the deadline from the second provider on (two attempts of 90 s
 * each against 120 s), and that is meant so: what runs into its limit is not retried on the same provider, and what is
 * retried mostly failed within milliseconds, so the worst case is a bound that next to no call comes near. A warning that
 * everybody sees is no warning. So this speaks only where somebody's own settings make the relation of worst case and
 * deadline worse than the defaults make it for a chain of the same length.
 */
final class DeadlineAdvice {

    private final String chain;

    private final List<AdvisedProvider> members;

    private final PlanSettings plan;

    private final List<Advice> found = new ArrayList<>();

    private DeadlineAdvice(String chain, List<AdvisedProvider> members, PlanSettings plan) {
        this.chain = chain;
        this.members = members;
        this.plan = plan;
    }

    static List<Advice> of(String chain, List<AdvisedProvider> members, PlanSettings plan) {
        DeadlineAdvice advice = new DeadlineAdvice(chain, members, plan);
        if (!plan.callsAreStreamed()) {
            advice.compare("calls", "response", Timeouts::response);
        }
        advice.compare("streams", "first-token", Timeouts::firstToken);
        return advice.found;
    }

    private void compare(String what, String limit, Function<Timeouts, Duration> limitOf) {
        List<Share> shares = new ArrayList<>();
        int left = plan.maxAttempts();
        for (AdvisedProvider member : members) {
            int attempts = Math.min(left, 1 + member.settings().retry().max());
            if (attempts > 0) {
                shares.add(new Share(
                        member.name(), attempts, limitOf.apply(member.settings().timeouts())));
            }
            left -= attempts;
        }
        Duration worst = shares.stream().map(Share::time).reduce(Duration.ZERO, Duration::plus);
        if (worst.compareTo(plan.deadline()) <= 0 || !isWorseThanByDefault(worst, limitOf.apply(Timeouts.DEFAULTS))) {
            return;
        }
        int attempts = shares.stream().mapToInt(Share::attempts).sum();
        found.add(Advice.warn(
                "Chain '%s': The limits of its %s add up to %s (%s), but the deadline is %s, so the last of its providers may be cut short or never asked."
                        .formatted(
                                chain,
                                what,
                                Checks.text(worst),
                                shares.stream().map(Share::toString).collect(Collectors.joining(", ")),
                                Checks.text(plan.deadline())),
                "Set '%s.deadline=%s', or '%s.timeout.%s=%s' or less, or fewer retries."
                        .formatted(
                                PREFIX,
                                Checks.text(worst),
                                PREFIX,
                                limit,
                                Checks.text(fairShare(plan.deadline().dividedBy(attempts))))));
    }

    private boolean isWorseThanByDefault(Duration worst, Duration limitByDefault) {
        PlanSettings defaults = PlanSettings.DEFAULTS;
        int attempts = Math.min(defaults.maxAttempts(), members.size() * (1 + RetrySettings.DEFAULTS.max()));
        Duration byDefault = limitByDefault.multipliedBy(attempts);
        double relation = (double) worst.toMillis() / plan.deadline().toMillis();
        return relation > (double) byDefault.toMillis() / defaults.deadline().toMillis();
    }

    private static Duration fairShare(Duration exact) {
        return exact.toSeconds() > 0
                ? Duration.ofSeconds(exact.toSeconds())
                : Duration.ofMillis(Math.max(1, exact.toMillis()));
    }

    private record Share(String provider, int attempts, Duration limit) {

        Duration time() {
            return limit.multipliedBy(attempts);
        }

        @Override
        public String toString() {
            return "%s %d × %s".formatted(provider, attempts, Checks.text(limit));
        }
    }
}
