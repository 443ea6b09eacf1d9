package io.github.llmfailover.plan;

import io.github.llmfailover.AnswerFinish;
import io.github.llmfailover.Cost;
import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.provider.Price;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.ChainMember;
import io.github.llmfailover.trace.AttemptTrace;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request to one provider, as the plan has decided it. Ended by the plan, exactly once. */
public final class Attempt {

    private final ChainMember member;

    private final Permit permit;

    private final Timeouts timeouts;

    private final long limitNanos;

    private final boolean callersLimit;

    private final Deadline deadline;

    private final long waitedNanos;

    private final long startedAt;

    private final boolean failedOver;

    private final @Nullable Continuation continuation;

    private final AttemptTrace trace;

    private @Nullable String model;

    private boolean modelNamedByCaller;

    private long delayNanos;

    private long firstTokenNanos = -1;

    private TokenUsage usage = TokenUsage.NONE;

    private @Nullable AnswerFinish finish;

    private boolean refused;

    private int deliveredChars;

    private boolean ended;

    Attempt(
            ChainMember member,
            Permit permit,
            Timeouts timeouts,
            long limitNanos,
            boolean callersLimit,
            Deadline deadline,
            long waitedNanos,
            long startedAt,
            boolean failedOver,
            @Nullable Continuation continuation,
            AttemptTrace trace) {
        this.member = member;
        this.permit = permit;
        this.timeouts = timeouts;
        this.limitNanos = limitNanos;
        this.callersLimit = callersLimit;
        this.deadline = deadline;
        this.waitedNanos = waitedNanos;
        this.startedAt = startedAt;
        this.failedOver = failedOver;
        this.continuation = continuation;
        this.trace = trace;
    }

    /** Returns who is asked. */
    public ChainMember member() {
        return member;
    }

    /** Returns the limits that hold for the attempt. */
    public Timeouts timeouts() {
        return timeouts;
    }

    /**
     * Returns how long the attempt may take, in nanoseconds: until the first token of a stream, until the answer of a call.
     * The provider's own limit, or less where others must have a fair try within the deadline.
     */
    public long limitNanos() {
        return limitNanos;
    }

    /** Whether that is less than what is configured because of what the caller wanted: passing it blames nobody. */
    boolean callersLimit() {
        return callersLimit;
    }

    /** Returns the deadline of the call. */
    public Deadline deadline() {
        return deadline;
    }

    /**
     * Notes what is asked for.
     *
     * @param model the model; {@code null} for the client's own default
     * @param namedByCaller whether the request named it
     */
    public void asks(@Nullable String model, boolean namedByCaller) {
        this.model = model;
        this.modelNamedByCaller = namedByCaller;
        trace.asks(model);
    }

    /** Returns what it is traced by; the plan tells it of the end. */
    public AttemptTrace trace() {
        return trace;
    }

    /** Returns how an answer that broke is to be carried on; {@code null} where the answer begins here. */
    public @Nullable Continuation continuation() {
        return continuation;
    }

    /** Whether another than the first choice is asked. */
    public boolean failedOver() {
        return failedOver;
    }

    /**
     * Notes how long the attempt has waited for threads of the application's own, which the first token is not late by.
     *
     * @param nanos so far, in nanoseconds
     */
    public void delayed(long nanos) {
        delayNanos = nanos;
    }

    /**
     * Notes that the provider, in an answer, said that nothing is left of a rate limit: it will refuse the next request.
     *
     * @param untilReset until there is something left again; {@code null} where the provider did not say so
     */
    public void usedUp(@Nullable Duration untilReset) {
        if (untilReset != null) {
            permit.usedUp(untilReset);
        }
    }

    /** Returns the model that is asked for; {@code null} for the client's own default. */
    public @Nullable String requestedModel() {
        return model;
    }

    /** Notes the tokens that the attempt took so far. */
    public void used(TokenUsage tokens) {
        usage = tokens;
    }

    /**
     * Notes that the answer came to its end.
     *
     * @param reason why
     * @param isRefusal whether the model refused, or the provider withheld the answer
     */
    public void finished(AnswerFinish reason, boolean isRefusal) {
        finish = reason;
        refused = isRefusal;
    }

    /** Returns what the attempt cost by the price of its provider; {@code null} where that is not known. */
    @Nullable
    Cost cost() {
        ProviderSettings settings = member.provider().settings();
        Price price = settings.price();
        if (price == null || usage.isNone()) {
            return null;
        }
        return price.of(
                usage,
                modelNamedByCaller
                        && model != null
                        && member.provider().otherModel(model, member.passesAnyModel()) != null);
    }

    TokenUsage usage() {
        return usage;
    }

    @Nullable
    AnswerFinish finish() {
        return finish;
    }

    boolean refused() {
        return refused;
    }

    /**
     * Notes that the caller is given a part of the answer.
     *
     * @param chars its length
     */
    public void delivers(int chars) {
        deliveredChars += chars;
    }

    int deliveredChars() {
        return deliveredChars;
    }

    Permit permit() {
        return permit;
    }

    boolean modelNamedByCaller() {
        return modelNamedByCaller;
    }

    long waitedNanos() {
        return waitedNanos;
    }

    long startedAt() {
        return startedAt;
    }

    long firstTokenNanos() {
        return firstTokenNanos;
    }

    void firstToken(long now) {
        if (firstTokenNanos < 0) {
            firstTokenNanos = answerNanos(now);
        }
    }

    /** Whether the attempt is still under way. */
    boolean isUnderWay() {
        return !ended;
    }

    /** Returns how long the provider has taken, without what was waited for threads of our own. */
    long answerNanos(long now) {
        return Math.max(0, now - startedAt - delayNanos);
    }

    /** Returns whether this was the one end of the attempt. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }
}
