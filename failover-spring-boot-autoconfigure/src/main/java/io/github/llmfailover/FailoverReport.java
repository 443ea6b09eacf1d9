package io.github.llmfailover;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * How one call was served: who answered, and what was tried before. The list of attempts is bounded by
 * {@code llm.failover.max-attempts}.
 *
 * @param chain the chain that the call used
 * @param mode how the caller asked
 * @param provider the provider that served; {@code null} where none did
 * @param model the model that the serving provider named; {@code null} where none served
 * @param failedOver whether another than the first choice served, be it that the first choice failed or that it took no
 *     calls at the moment
 * @param degraded whether the answer came from something less than a provider of the chain
 * @param restarted whether an answer was begun anew after the caller had received a part of another one, which is void
 * @param attempts what was tried, in order
 * @param degradation what answered in place of the providers; {@code null} where the answer is not degraded
 */
public record FailoverReport(
        String chain,
        CallMode mode,
        @Nullable String provider,
        @Nullable String model,
        boolean failedOver,
        boolean degraded,
        boolean restarted,
        List<AttemptReport> attempts,
        @Nullable Degradation degradation) {

    /** Metadata key: the name of the provider that served, a {@code String}. */
    public static final String PROVIDER = "llm.failover.provider";

    /** Metadata key: the model that served, a {@code String}. */
    public static final String MODEL = "llm.failover.model";

    /** Metadata key: whether another than the first choice served, a {@code Boolean}. */
    public static final String FAILED_OVER = "llm.failover.failed-over";

    /** Metadata key: whether the answer is a degraded one, a {@code Boolean}. */
    public static final String DEGRADED = "llm.failover.degraded";

    /** Metadata key: the name of the tier that a degraded answer came from, a {@code String}; absent in others. */
    public static final String DEGRADED_TIER = "llm.failover.degraded.tier";

    /**
     * Metadata key: how many milliseconds ago a model gave the answer that is given again, a {@code Long}; absent where
     * none did.
     */
    public static final String DEGRADED_AGE = "llm.failover.degraded.age";

    /**
     * Metadata key: {@code true} in the one chunk of a stream that says that everything before it is void, because another
     * provider answers anew. Its text is {@code llm.failover.streaming.restart-text}, for readers who see nothing but
     * text. Read it with {@link #isRestart(ChatResponse)}.
     */
    public static final String RESTARTED = "llm.failover.restarted";

    /** Metadata key: the whole report. Read it with {@link #of(ChatResponse)}. */
    public static final String REPORT = "llm.failover.report";

    /**
     * Metadata key of an assistant message: the name of the provider that wrote it, a {@code String}. Unlike the others
     * it travels with the message into the chat memory, and so is a name without dots, which some stores reject.
     */
    public static final String MESSAGE_PROVIDER = "llmFailoverProvider";

    /**
     * Metadata key of an assistant message that no provider has written now: the name of the tier that it came from, a
     * {@code String}. It travels with the message into the chat memory, so that it can be left out there.
     */
    public static final String MESSAGE_TIER = "llmFailoverDegraded";

    /** Copies the list of attempts. */
    public FailoverReport {
        attempts = List.copyOf(attempts);
    }

    /** A report of a call that no tier answered. */
    public FailoverReport(
            String chain,
            CallMode mode,
            @Nullable String provider,
            @Nullable String model,
            boolean failedOver,
            boolean degraded,
            boolean restarted,
            List<AttemptReport> attempts) {
        this(chain, mode, provider, model, failedOver, degraded, restarted, attempts, null);
    }

    /** Returns the report of the same call, answered by a tier of the degradation ladder. */
    public FailoverReport degradedTo(Degradation tier) {
        return new FailoverReport(chain, mode, null, null, failedOver, true, false, attempts, tier);
    }

    /**
     * Returns the report of a response.
     *
     * @param response a response of {@code FailoverChatModel}; of a stream, its last chunk has the complete report
     * @return the report, or {@code null} where the response did not come through the failover layer
     */
    public static @Nullable FailoverReport of(ChatResponse response) {
        Object report = response.getMetadata().get(REPORT);
        if (report == null && response.getResult() != null) {
            // Aggregating a stream keeps the generation's metadata and drops the response's.
            report = response.getResult().getMetadata().get(REPORT);
        }
        return report instanceof FailoverReport failoverReport ? failoverReport : null;
    }

    /** Returns the tokens of the attempts that the answer, or a part of it, came from. */
    public TokenCount delivered() {
        return tokens(true);
    }

    /** Returns the tokens of the attempts that nothing of the answer came from. */
    public TokenCount wasted() {
        return tokens(false);
    }

    /**
     * Returns what all attempts together cost, by currency, from the configured prices; empty where none is configured or
     * no token is known. Attempts whose usage the provider did not report count with their estimate.
     */
    public Map<String, Double> cost() {
        Map<String, Double> amounts = new TreeMap<>();
        for (AttemptReport attempt : attempts) {
            Cost cost = attempt.cost();
            if (cost != null) {
                amounts.merge(cost.currency(), cost.amount(), Double::sum);
            }
        }
        return amounts;
    }

    private TokenCount tokens(boolean contributed) {
        long input = 0;
        long output = 0;
        for (AttemptReport attempt : attempts) {
            if (attempt.contributed() == contributed) {
                input += attempt.inputTokens();
                output += attempt.outputTokens();
            }
        }
        return new TokenCount(input, output);
    }

    /**
     * Whether a chunk of a stream is the marker after which the answer begins anew. Whoever shows or collects the answer
     * drops what came before.
     *
     * @param chunk a chunk of a stream
     */
    public static boolean isRestart(ChatResponse chunk) {
        return Boolean.TRUE.equals(chunk.getMetadata().get(RESTARTED));
    }
}
