package io.github.llmfailover.test.script;

import io.github.llmfailover.test.script.Effect.Connect;
import io.github.llmfailover.test.script.Effect.Delay;
import io.github.llmfailover.test.server.Exchange;
import io.github.llmfailover.test.wire.Ids;
import io.github.llmfailover.test.wire.Problem;
import io.github.llmfailover.test.wire.Reply;
import io.github.llmfailover.test.wire.WireError;
import io.github.llmfailover.test.wire.WireFormat;
import io.github.llmfailover.test.wire.WireRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Plays the answer to one request under a script, up to where the body begins; the body is left to others. */
public final class Performance {

    private static final byte[] HTML = """
            <!DOCTYPE html>
            <html><head><title>Service unavailable</title></head>
            <body><h1>We'll be right back</h1></body></html>
            """.getBytes(StandardCharsets.UTF_8);

    /** Limits that nobody runs into, as a healthy provider reports them. */
    private static final Effect.RateLimits PLENTY = new Effect.RateLimits(9_999, Duration.ofMillis(6));

    private final Script script;
    private final WireFormat format;
    private final Exchange exchange;
    private final Progress progress;
    private final Ids ids;
    private final Instant now;

    /** An answer in the given format, made now. */
    public Performance(Script script, WireFormat format, Exchange exchange, Progress progress, Ids ids, Instant now) {
        this.script = script;
        this.format = format;
        this.exchange = exchange;
        this.progress = progress;
        this.ids = ids;
        this.now = now;
    }

    /** Answers a request for a model. */
    public void answer(WireRequest request, Reply reply) throws IOException {
        if (!begin(request)) {
            return;
        }
        if (request.streaming()) {
            new StreamPerformance(script, format, exchange, progress).play(reply, head(format.streamType()));
        } else {
            new BodyPerformance(script, format, exchange, progress).play(reply, head(format.jsonType()));
        }
    }

    /** Answers a request for anything else, which suffers only from what happens before the body. */
    public void answer(WireRequest request, byte[] json) throws IOException {
        if (begin(request)) {
            fixed(200, head(format.jsonType()), json);
        }
    }

    /** Whether there is still something to be answered. */
    private boolean begin(WireRequest request) throws IOException {
        exchange.pause(script.delay(Delay.When.BEFORE_HEADERS));
        if (script.has(Connect.Fault.HANG_BEFORE_HEADERS)) {
            exchange.hang();
        }
        if (script.has(Connect.Fault.RESET_BEFORE_HEADERS)) {
            exchange.reset();
            return false;
        }
        if (script.has(Connect.Fault.CLOSE_BEFORE_HEADERS)) {
            exchange.close();
            return false;
        }
        exchange.drip(script.delay(Delay.When.BEFORE_EACH_BYTE));
        return !failed(request);
    }

    private boolean failed(WireRequest request) throws IOException {
        for (int i = script.effects().size() - 1; i >= 0; i--) {
            Effect effect = script.effects().get(i);
            if (effect instanceof Effect.Status status) {
                status(status);
                return true;
            }
            if (effect instanceof Effect.TurnDown turnDown) {
                turnDown(turnDown, request.model());
                return true;
            }
            if (effect instanceof Effect.RejectPrefill && request.endsWithAssistant()) {
                error(format.problem(Problem.PREFILL_REJECTED, request.model()), head(format.jsonType()));
                return true;
            }
            if (effect instanceof Effect.OtherBody other) {
                other(other.kind(), request.streaming());
                return true;
            }
        }
        return false;
    }

    private void status(Effect.Status effect) throws IOException {
        if (effect.body() == null) {
            error(
                    format.status(effect.status(), "The simulator answers with status " + effect.status()),
                    head(format.jsonType()));
        } else {
            byte[] body = effect.body().getBytes(StandardCharsets.UTF_8);
            fixed(effect.status(), head(format.jsonType()), body);
        }
    }

    private void turnDown(Effect.TurnDown effect, String model) throws IOException {
        Map<String, String> head = head(format.jsonType());
        if (effect.problem() == Problem.RATE_LIMITED
                && script.last(Effect.RateLimits.class).isEmpty()) {
            Duration reset = effect.retryAfter() == null ? Duration.ofSeconds(1) : effect.retryAfter();
            head.putAll(format.rateLimitHeaders(0, reset, now));
        }
        if (effect.retryAfter() != null) {
            head.putAll(format.retryAfterHeaders(effect.retryAfter()));
        }
        error(format.problem(effect.problem(), model), head);
    }

    private void other(Effect.OtherBody.Kind kind, boolean streaming) throws IOException {
        switch (kind) {
            case HTML -> fixed(200, head("text/html; charset=utf-8"), HTML);
            case NOTHING -> fixed(200, head(streaming ? format.streamType() : format.jsonType()), new byte[0]);
        }
    }

    private void error(WireError error, Map<String, String> head) throws IOException {
        fixed(error.status(), head, error.body());
    }

    private void fixed(int status, Map<String, String> head, byte[] body) throws IOException {
        progress.started(status);
        exchange.startFixed(status, head, body.length);
        exchange.write(body);
        exchange.finish();
    }

    private Map<String, String> head(String contentType) {
        Map<String, String> head = new LinkedHashMap<>();
        head.put("Content-Type", contentType);
        head.putAll(format.headers(ids));
        Effect.RateLimits limits = script.last(Effect.RateLimits.class).orElse(PLENTY);
        head.putAll(format.rateLimitHeaders(limits.remaining(), limits.reset(), now));
        script.all(Effect.Header.class).forEach(header -> head.put(header.name(), header.value()));
        return head;
    }
}
