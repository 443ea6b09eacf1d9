package io.github.llmfailover.actuate;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.HealthSnapshot;
import io.github.llmfailover.health.OperatorHold;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint shows of one provider. An empty {@link Optional} is written as {@code null}; a {@code null} would be
 * left out by the endpoints' JSON mapper.
 *
 * @param state its state
 * @param available whether it takes calls now
 * @param inFlight calls that have not ended
 * @param share its share of the calls that any provider has answered since the start, from 0 to 1; 0 where there are none
 * @param calls how its calls ended, since the start
 * @param failures how many failures there were of each kind
 * @param successRate the share of its ended calls that succeeded, from 0 to 1; empty where none has ended
 * @param latency of whole answers, recently, in milliseconds
 * @param firstToken of first contents, recently, in milliseconds
 * @param availableAgainAt when it is expected to take calls; empty where it takes them or nobody knows
 * @param lastFailure the last failure; empty where there was none
 * @param tokens as it reported them or, where it did not, as they are estimated
 * @param cost what they cost, from the configured prices; 0 where no price is configured
 * @param wastedCost how much of it was for tokens that were wasted
 * @param estimatedCost how much of it is an estimate
 * @param currency the code of the currency; empty where no price is configured
 * @param admission the share of the calls offered to it that it is given now: 1 in general, less while it is ramped up after
 *     a recovery, 0 while it is out or being tested
 * @param lastOutcomeAt when a call was answered or failed last; empty where none ever was
 * @param stale whether that was so long ago that it tells nothing about now
 * @param otherModels models that callers have named and that are out now, by name
 * @param operator what an operator wants of it for a while; empty where no operator holds it
 */
public record ProviderDescriptor(
        ProviderState state,
        boolean available,
        int inFlight,
        double share,
        Calls calls,
        Map<FailureKind, Long> failures,
        Optional<Double> successRate,
        Percentiles latency,
        Percentiles firstToken,
        Optional<Instant> availableAgainAt,
        Optional<LastFailure> lastFailure,
        Tokens tokens,
        BigDecimal cost,
        BigDecimal wastedCost,
        BigDecimal estimatedCost,
        Optional<String> currency,
        double admission,
        Optional<Instant> lastOutcomeAt,
        boolean stale,
        Map<String, OtherModel> otherModels,
        Optional<OperatorHoldDescriptor> operator)
        implements OperationResponseBody {

    /**
     * How calls ended.
     *
     * @param succeeded calls that were answered
     * @param failed calls that failed
     * @param notPermitted calls that were not made because the provider took none
     */
    public record Calls(long succeeded, long failed, long notPermitted) {}

    /**
     * Percentiles in milliseconds.
     *
     * @param p50 the median; empty where nothing was measured
     * @param p95 the 95th percentile; empty where nothing was measured
     */
    public record Percentiles(Optional<Double> p50, Optional<Double> p95) {

        static Percentiles of(HealthSnapshot.Percentiles percentiles) {
            return new Percentiles(Optional.ofNullable(percentiles.p50()), Optional.ofNullable(percentiles.p95()));
        }
    }

    /**
     * The last failure.
     *
     * @param kind what went wrong
     * @param at when
     */
    public record LastFailure(FailureKind kind, Instant at) {}

    /**
     * A model that callers have named.
     *
     * @param state its state
     * @param availableAgainAt when it is expected to be asked again; empty where nobody knows
     */
    public record OtherModel(ProviderState state, Optional<Instant> availableAgainAt) {}

    /**
     * Tokens, since the start.
     *
     * @param input of answered requests, those from the provider's prompt cache included
     * @param output of answered requests
     * @param wasted input and output of all others: failed, cut off, left, beaten by another provider, and probes
     * @param cachedInput how many of {@code input} came from the provider's prompt cache
     * @param estimated how many of all these tokens the provider did not report, so that they are estimated
     * @param unreportedRequests how many requests were given up before anything had arrived that could be counted; what the
     *     provider charges for them is not known here
     */
    public record Tokens(
            long input, long output, long wasted, long cachedInput, long estimated, long unreportedRequests) {

        static final Tokens NONE = new Tokens(0, 0, 0, 0, 0, 0);
    }

    /**
     * What tokens cost, since the start.
     *
     * @param cost of all tokens
     * @param wasted of those that were wasted
     * @param estimated of those that were not reported
     */
    record Money(BigDecimal cost, BigDecimal wasted, BigDecimal estimated) {

        private static final int DIGITS = 6;

        static final Money NONE = of(0, 0, 0);

        /** Rounds to a millionth, which JSON shows without an exponent. */
        static Money of(double cost, double wasted, double estimated) {
            return new Money(rounded(cost), rounded(wasted), rounded(estimated));
        }

        private static BigDecimal rounded(double amount) {
            BigDecimal rounded = BigDecimal.valueOf(amount)
                    .setScale(DIGITS, RoundingMode.HALF_UP)
                    .stripTrailingZeros();
            return rounded.scale() < 1 ? rounded.setScale(1) : rounded;
        }
    }

    static ProviderDescriptor of(
            HealthSnapshot snapshot,
            @Nullable OperatorHold hold,
            long succeededOfAll,
            Tokens tokens,
            Money money,
            @Nullable String currency) {
        long ended = snapshot.succeeded() + snapshot.failed();
        Map<FailureKind, Long> failures = new EnumMap<>(FailureKind.class);
        failures.putAll(snapshot.failures());
        Map<String, OtherModel> otherModels = new TreeMap<>();
        snapshot.otherModels()
                .forEach((model, health) -> otherModels.put(
                        model, new OtherModel(health.state(), Optional.ofNullable(health.availableAgainAt()))));
        return new ProviderDescriptor(
                snapshot.state(),
                snapshot.available(),
                snapshot.inFlight(),
                succeededOfAll == 0 ? 0 : (double) snapshot.succeeded() / succeededOfAll,
                new Calls(snapshot.succeeded(), snapshot.failed(), snapshot.notPermitted()),
                failures,
                ended == 0 ? Optional.empty() : Optional.of((double) snapshot.succeeded() / ended),
                Percentiles.of(snapshot.latency()),
                Percentiles.of(snapshot.firstToken()),
                Optional.ofNullable(snapshot.availableAgainAt()),
                lastFailureOf(snapshot),
                tokens,
                money.cost(),
                money.wasted(),
                money.estimated(),
                Optional.ofNullable(currency),
                snapshot.admission(),
                Optional.ofNullable(snapshot.lastOutcomeAt()),
                snapshot.stale(),
                otherModels,
                OperatorHoldDescriptor.of(hold));
    }

    private static Optional<LastFailure> lastFailureOf(HealthSnapshot snapshot) {
        FailureKind kind = snapshot.lastFailure();
        Instant at = snapshot.lastFailureAt();
        return kind == null || at == null ? Optional.empty() : Optional.of(new LastFailure(kind, at));
    }
}
