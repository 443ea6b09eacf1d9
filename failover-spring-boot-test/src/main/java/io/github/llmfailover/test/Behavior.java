package io.github.llmfailover.test;

import io.github.llmfailover.test.script.Effect;
import io.github.llmfailover.test.script.Effect.AfterTokens;
import io.github.llmfailover.test.script.Effect.Connect;
import io.github.llmfailover.test.script.Effect.Delay;
import io.github.llmfailover.test.script.Effect.OtherBody;
import io.github.llmfailover.test.script.Script;
import io.github.llmfailover.test.wire.Problem;
import io.github.llmfailover.test.wire.Reply.Content;
import io.github.llmfailover.test.wire.Reply.Omission;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a simulator treats a request: healthily, or in one of the ways in which providers fail.
 *
 * <p>Immutable; {@link #and} combines behaviors, and where two contradict each other the later one counts. Errors have
 * the status and the body that the vendor of the request's wire sends.
 *
 * <p><b>Tokens and events.</b> A token is one piece of reasoning, text or tool arguments (over Ollama's wire, a whole
 * tool call). Something that happens <em>after n tokens</em> happens right after the n-th has been sent, with 0 after
 * everything that precedes content; it does not happen where an answer has fewer tokens. Events count from 0 and
 * include those without content, so "at event n" means that n events came before.
 *
 * <p><b>Answers that are not streamed.</b> What happens after n tokens of a stream happens after as many of the bytes
 * in proportion, at the latest before the last byte; a cut inside an event is one in the middle of the body; a malformed
 * event is a body that breaks off with a length that fits; an error event is an error body with status 200. Delays of
 * the first and of each token pass before the headers.
 */
public final class Behavior {

    private static final Behavior HEALTHY = new Behavior("healthy()", new Script(List.of()));

    private final String description;
    private final Script script;

    private Behavior(String description, Script script) {
        this.description = description;
        this.script = script;
    }

    private static Behavior of(String description, Effect effect) {
        return new Behavior(description, new Script(List.of(effect)));
    }

    /** A complete answer, at once. */
    public static Behavior healthy() {
        return HEALTHY;
    }

    /** An answer with this status and a body of the wire's shape. */
    public static Behavior status(int status) {
        return of("status(" + checkStatus(status) + ")", new Effect.Status(status, null));
    }

    /** An answer with this status and exactly this body. */
    public static Behavior status(int status, String body) {
        return of("status(" + checkStatus(status) + ", …)", new Effect.Status(status, body));
    }

    /** Status 429 for too many requests, without a hint when to come back. */
    public static Behavior rateLimited() {
        return problem("rateLimited()", Problem.RATE_LIMITED, null);
    }

    /**
     * Status 429 for too many requests, with {@code Retry-After} in whole seconds rounded up; over OpenAI's wire also
     * with {@code retry-after-ms}.
     */
    public static Behavior rateLimited(Duration retryAfter) {
        return problem("rateLimited(" + notNegative(retryAfter) + ")", Problem.RATE_LIMITED, retryAfter);
    }

    /** The account has no credit left: OpenAI 429 {@code insufficient_quota}, Anthropic 400, Ollama 429. */
    public static Behavior quotaExhausted() {
        return problem("quotaExhausted()", Problem.QUOTA_EXHAUSTED, null);
    }

    /** Status 401 for a wrong key. */
    public static Behavior unauthorized() {
        return problem("unauthorized()", Problem.UNAUTHORIZED, null);
    }

    /** Status 404 for a model that does not exist. */
    public static Behavior modelNotFound() {
        return problem("modelNotFound()", Problem.MODEL_NOT_FOUND, null);
    }

    /** The provider has no capacity: OpenAI and Ollama 503, Anthropic 529. */
    public static Behavior overloaded() {
        return problem("overloaded()", Problem.OVERLOADED, null);
    }

    /** Status 500. */
    public static Behavior serverError() {
        return problem("serverError()", Problem.SERVER_ERROR, null);
    }

    /** Status 400 for a prompt that is longer than the model's context. */
    public static Behavior contextTooLong() {
        return problem("contextTooLong()", Problem.CONTEXT_TOO_LONG, null);
    }

    /** Status 400 for a prompt or answer that a content filter stopped. */
    public static Behavior contentFiltered() {
        return problem("contentFiltered()", Problem.CONTENT_FILTERED, null);
    }

    /** Status 400 for a parameter that the provider does not take. */
    public static Behavior invalidRequest() {
        return problem("invalidRequest()", Problem.INVALID_REQUEST, null);
    }

    /** Status 402. */
    public static Behavior paymentRequired() {
        return problem("paymentRequired()", Problem.PAYMENT_REQUIRED, null);
    }

    /**
     * The port refuses connections, as if the process had died. A standing state only: {@link
     * ProviderSimulator#always(Behavior)}
     * and {@link ProviderSimulator#downFor} take it; it cannot be queued, since no request arrives to use it up.
     */
    public static Behavior refuse() {
        return of("refuse()", new Connect(Connect.Fault.REFUSE));
    }

    /** The connection is reset (RST) once the request has arrived. */
    public static Behavior resetBeforeHeaders() {
        return of("resetBeforeHeaders()", new Connect(Connect.Fault.RESET_BEFORE_HEADERS));
    }

    /** The connection is closed (FIN) once the request has arrived. */
    public static Behavior closeBeforeHeaders() {
        return of("closeBeforeHeaders()", new Connect(Connect.Fault.CLOSE_BEFORE_HEADERS));
    }

    /** The connection is reset (RST) after n tokens. */
    public static Behavior resetAfterTokens(int tokens) {
        return afterTokens("resetAfterTokens", AfterTokens.Fault.RESET, tokens);
    }

    /** The connection is closed (FIN) after n tokens, without the end of the body. */
    public static Behavior closeAfterTokens(int tokens) {
        return afterTokens("closeAfterTokens", AfterTokens.Fault.CLOSE, tokens);
    }

    /** The body ends as HTTP wants it after n tokens, but the answer in it is not finished. */
    public static Behavior endAfterTokens(int tokens) {
        return afterTokens("endAfterTokens", AfterTokens.Fault.END, tokens);
    }

    /** An error event takes the place of the rest of the stream after n tokens. */
    public static Behavior errorAfterTokens(int tokens) {
        return afterTokens("errorAfterTokens", AfterTokens.Fault.ERROR, tokens);
    }

    /** The connection is closed (FIN) in the middle of the bytes of event n. */
    public static Behavior cutInsideEvent(int event) {
        return of("cutInsideEvent(" + count(event) + ")", new Effect.InsideEvent(false, event));
    }

    /** The connection is reset (RST) in the middle of the bytes of event n. */
    public static Behavior resetInsideEvent(int event) {
        return of("resetInsideEvent(" + count(event) + ")", new Effect.InsideEvent(true, event));
    }

    /**
     * Nothing is sent. Like every hang it ends when the client goes away, or when the simulator heals, which then
     * answers after all, or is closed.
     */
    public static Behavior hangBeforeHeaders() {
        return of("hangBeforeHeaders()", new Connect(Connect.Fault.HANG_BEFORE_HEADERS));
    }

    /** Nothing is sent after the headers, as in {@link #hangBeforeHeaders}. */
    public static Behavior hangAfterHeaders() {
        return of("hangAfterHeaders()", new Connect(Connect.Fault.HANG_AFTER_HEADERS));
    }

    /** Nothing is sent after n tokens, as in {@link #hangBeforeHeaders}. */
    public static Behavior hangAfterTokens(int tokens) {
        return afterTokens("hangAfterTokens", AfterTokens.Fault.HANG, tokens);
    }

    /** Nothing is sent for a while after n tokens, or until the simulator heals. */
    public static Behavior stallAfterTokens(int tokens, Duration duration) {
        return of(
                "stallAfterTokens(" + count(tokens) + ", " + notNegative(duration) + ")",
                new Effect.Stall(tokens, duration));
    }

    /** Time between the headers of a stream and its first token. */
    public static Behavior firstTokenDelay(Duration delay) {
        return delay("firstTokenDelay", Delay.When.BEFORE_FIRST_TOKEN, delay);
    }

    /** Time before the headers. */
    public static Behavior responseDelay(Duration delay) {
        return delay("responseDelay", Delay.When.BEFORE_HEADERS, delay);
    }

    /** Time between two tokens. */
    public static Behavior pace(Duration perToken) {
        return delay("pace", Delay.When.BETWEEN_TOKENS, perToken);
    }

    /** Time before each byte of the body; every byte is sent by itself. */
    public static Behavior drip(Duration perByte) {
        return delay("drip", Delay.When.BEFORE_EACH_BYTE, perByte);
    }

    /** Event n cannot be parsed; the stream goes on after it. */
    public static Behavior malformedEventAt(int event) {
        return of("malformedEventAt(" + count(event) + ")", new Effect.MalformedEvent(event));
    }

    /** Event n is the wire's error for an overloaded provider, and the last one. */
    public static Behavior errorEventAt(int event) {
        return of("errorEventAt(" + count(event) + ")", new Effect.ErrorEvent(event, null));
    }

    /** Event n is an error of this type, and the last one; over Ollama's wire, which has no types, with this message. */
    public static Behavior errorEventAt(int event, String type) {
        return of("errorEventAt(" + count(event) + ", " + type + ")", new Effect.ErrorEvent(event, type));
    }

    /** The answer does not say why it ends. */
    public static Behavior missingFinishReason() {
        return of("missingFinishReason()", new Effect.Without(Omission.FINISH_REASON));
    }

    /** The answer reports no usage. */
    public static Behavior missingUsage() {
        return of("missingUsage()", new Effect.Without(Omission.USAGE));
    }

    /** The stream has no last event: no {@code [DONE]}, no {@code message_stop}, no line with {@code done: true}. */
    public static Behavior missingDone() {
        return of("missingDone()", new Effect.Without(Omission.DONE));
    }

    /** A valid answer whose text is empty. */
    public static Behavior emptyAnswer() {
        return of("emptyAnswer()", new Effect.Contentless(Content.EMPTY));
    }

    /** Status 200 and not a single byte. */
    public static Behavior emptyBody() {
        return of("emptyBody()", new OtherBody(OtherBody.Kind.NOTHING));
    }

    /** An answer without choices, content blocks or message. */
    public static Behavior noChoices() {
        return of("noChoices()", new Effect.Contentless(Content.NONE));
    }

    /** Status 200 and a page of HTML, as some proxy in between would send it. */
    public static Behavior html() {
        return of("html()", new OtherBody(OtherBody.Kind.HTML));
    }

    /** Status 400 if the last message is the assistant's; otherwise healthy. */
    public static Behavior rejectPrefill() {
        return of("rejectPrefill()", new Effect.RejectPrefill());
    }

    /** The wire's headers that say how much of the rate limits is left and for how long. */
    public static Behavior withRateLimitHeaders(int remaining, Duration reset) {
        return of(
                "withRateLimitHeaders(" + count(remaining) + ", " + notNegative(reset) + ")",
                new Effect.RateLimits(remaining, reset));
    }

    /** One more header, or another value for one that is there. */
    public static Behavior withHeader(String name, String value) {
        if ((name + value).chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("A header has no control characters");
        }
        return of("withHeader(" + name + ")", new Effect.Header(name, value));
    }

    /** This behavior and another. */
    public Behavior and(Behavior other) {
        if (this == HEALTHY) {
            return other;
        }
        return other == HEALTHY
                ? this
                : new Behavior(description + ".and(" + other.description + ")", script.and(other.script));
    }

    Script script() {
        return script;
    }

    boolean refuses() {
        return script.refuses();
    }

    /** The factory methods that made it, such as {@code resetAfterTokens(3)}. */
    @Override
    public String toString() {
        return description;
    }

    private static Behavior problem(String description, Problem problem, @Nullable Duration retryAfter) {
        return of(description, new Effect.TurnDown(problem, retryAfter));
    }

    private static Behavior afterTokens(String name, AfterTokens.Fault fault, int tokens) {
        return of(name + "(" + count(tokens) + ")", new AfterTokens(fault, tokens));
    }

    private static Behavior delay(String name, Delay.When when, Duration duration) {
        return of(name + "(" + notNegative(duration) + ")", new Delay(when, duration));
    }

    private static int count(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("Tokens and events are counted from 0, not " + count);
        }
        return count;
    }

    private static int checkStatus(int status) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("A status is between 200 and 599, not " + status);
        }
        return status;
    }

    private static Duration notNegative(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("A duration is not negative: " + duration);
        }
        return duration;
    }
}
