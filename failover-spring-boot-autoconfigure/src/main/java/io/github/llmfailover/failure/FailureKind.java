package io.github.llmfailover.failure;

import static io.github.llmfailover.failure.Reaction.Next.LARGER_CONTEXT_WINDOW;
import static io.github.llmfailover.failure.Reaction.Next.NEXT_PROVIDER;
import static io.github.llmfailover.failure.Reaction.Next.STOP;

import io.github.llmfailover.failure.Reaction.Rest;
import java.time.Duration;

/**
 * Every way in which an attempt can fail, by whose fault it is, with the reaction that follows unless configuration
 * says otherwise. This table decides everything; there is no second one.
 */
public enum FailureKind {

    /** Our quota is used up for the moment: status 429. The provider rests until its {@code Retry-After}. */
    RATE_LIMITED(Fault.OURS, new Reaction(false, NEXT_PROVIDER, false, Rest.RETRY_AFTER_OR_BACKOFF)),

    /** Our account has no credit: status 402, or a 429 or 400 that says so. */
    QUOTA_EXHAUSTED(Fault.OURS, new Reaction(false, NEXT_PROVIDER, false, Rest.fixed(Duration.ofMinutes(10)))),

    /** Our credential was rejected: status 401 or 403. */
    AUTHENTICATION(Fault.OURS, new Reaction(false, NEXT_PROVIDER, false, Rest.fixed(Duration.ofMinutes(5)))),

    /** The model does not exist there: our configuration, or the name that the caller asked for. */
    MODEL_NOT_FOUND(Fault.OURS, new Reaction(false, NEXT_PROVIDER, false, Rest.NONE)),

    /**
     * Our own process had no connection, thread or place in a queue left, so the request never left it. The next provider,
     * whose client has its own, may be asked; asking the same one again at once would add to the crowd.
     */
    LOCAL_EXHAUSTION(Fault.OURS, new Reaction(false, NEXT_PROVIDER, false, Rest.NONE)),

    /** The provider says that it is overloaded: status 503 or 529, or the same inside a stream. */
    OVERLOADED(Fault.PROVIDER, new Reaction(true, NEXT_PROVIDER, true, Rest.NONE)),

    /** The provider failed: status 500, 502 or 504, or an error event inside a stream. */
    SERVER_ERROR(Fault.PROVIDER, new Reaction(true, NEXT_PROVIDER, true, Rest.NONE)),

    /** No exchange came about: refused, reset, name or TLS failure, or a close before the first byte. */
    CONNECTION(Fault.PROVIDER, new Reaction(true, NEXT_PROVIDER, true, Rest.NONE)),

    /** The first token did not come within its limit. */
    NO_FIRST_TOKEN(Fault.PROVIDER, new Reaction(false, NEXT_PROVIDER, true, Rest.NONE)),

    /** The whole answer did not come within its limit. */
    NO_RESPONSE(Fault.PROVIDER, new Reaction(false, NEXT_PROVIDER, true, Rest.NONE)),

    /** A stream stood still for longer than its limit between two tokens. */
    STALLED(Fault.PROVIDER, new Reaction(false, NEXT_PROVIDER, true, Rest.NONE)),

    /** A stream ended without a finish reason, however cleanly. */
    STREAM_CUT(Fault.PROVIDER, new Reaction(false, NEXT_PROVIDER, true, Rest.NONE)),

    /** The answer could not be decoded, or was empty. */
    MALFORMED(Fault.PROVIDER, new Reaction(true, NEXT_PROVIDER, true, Rest.NONE)),

    /** The request is longer than the model's context window. */
    CONTEXT_TOO_LONG(Fault.REQUEST, new Reaction(false, LARGER_CONTEXT_WINDOW, false, Rest.NONE)),

    /**
     * The provider refused the content. Routing around a safety refusal is a policy decision ({@code content-filter}),
     * never a default.
     */
    CONTENT_FILTERED(Fault.REQUEST, new Reaction(false, STOP, false, Rest.NONE)),

    /** The request itself is wrong: any other 400, or 422. */
    INVALID_REQUEST(Fault.REQUEST, new Reaction(false, STOP, false, Rest.NONE)),

    /** The caller went away. */
    CANCELLED(Fault.CALLER, new Reaction(false, STOP, false, Rest.NONE)),

    /** The call's own deadline ran out. */
    CALLER_DEADLINE(Fault.CALLER, new Reaction(false, STOP, false, Rest.NONE)),

    /** Another provider, asked beside this one because it was slow, was quicker: a hedge was won, or lost. */
    SUPERSEDED(Fault.CALLER, new Reaction(false, STOP, false, Rest.NONE)),

    /** Anything else that a model threw; held against the provider, to be safe. */
    UNKNOWN(Fault.PROVIDER, new Reaction(false, NEXT_PROVIDER, true, Rest.NONE));

    /** Who is to blame. */
    public enum Fault {
        /** Our quota, account, credential or configuration at one provider, or our own process. */
        OURS,
        /** The provider, or the network on the way to it. */
        PROVIDER,
        /** The request: any provider would refuse it. */
        REQUEST,
        /** The caller, who left, allowed too little time, or is served already. */
        CALLER
    }

    private final Fault fault;

    private final Reaction reaction;

    FailureKind(Fault fault, Reaction reaction) {
        this.fault = fault;
        this.reaction = reaction;
    }

    /** Returns who is to blame for a failure of this kind. */
    public Fault fault() {
        return fault;
    }

    /** Returns what follows from a failure of this kind unless configuration says otherwise. */
    public Reaction defaultReaction() {
        return reaction;
    }
}
