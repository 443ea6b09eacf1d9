package io.github.llmfailover.test;

import io.github.llmfailover.test.script.Performance;
import io.github.llmfailover.test.script.Progress;
import io.github.llmfailover.test.script.Script;
import io.github.llmfailover.test.server.ClientGoneException;
import io.github.llmfailover.test.server.Exchange;
import io.github.llmfailover.test.server.ExchangeHandler;
import io.github.llmfailover.test.server.HttpRequest;
import io.github.llmfailover.test.server.SimulatorTime;
import io.github.llmfailover.test.wire.Ids;
import io.github.llmfailover.test.wire.InvalidRequestException;
import io.github.llmfailover.test.wire.Reply;
import io.github.llmfailover.test.wire.Usage;
import io.github.llmfailover.test.wire.WireError;
import io.github.llmfailover.test.wire.WireRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Understands the requests to a simulator, decides what they meet, and keeps the log. */
final class SimulatorHandler implements ExchangeHandler {

    private final BehaviorPlan plan;
    private final RequestLog log;
    private final SimulatorTime time;
    private final SideRequests sideRequests;
    private final long seed;
    private final AtomicLong count = new AtomicLong();
    private volatile Function<RecordedRequest, Answer> answers;
    private volatile boolean closed;

    SimulatorHandler(
            String name,
            String model,
            Function<RecordedRequest, Answer> answers,
            BehaviorPlan plan,
            RequestLog log,
            SimulatorTime time) {
        this.plan = plan;
        this.log = log;
        this.time = time;
        this.answers = answers;
        this.sideRequests = new SideRequests(model);
        this.seed = name.hashCode();
    }

    void answers(Function<RecordedRequest, Answer> answers) {
        this.answers = answers;
    }

    /** From now on a connection that breaks was not broken by its client. */
    void close() {
        closed = true;
    }

    @Override
    public byte[] refusal(String path, int status, String message) {
        return Wire.guess(path).format().status(status, message).body();
    }

    @Override
    public void handle(HttpRequest http, Exchange exchange) throws IOException {
        Optional<Wire> wire = Wire.ofPath(http.path());
        if (wire.isEmpty()) {
            side(http, exchange);
            return;
        }
        if (!http.method().equals("POST")) {
            send(wire.get(), exchange, 405, "Only POST requests are accepted here, not " + http.method());
            return;
        }
        RecordedRequest request;
        try {
            JsonNode body = JsonMapper.shared().readTree(http.body());
            WireRequest read = wire.get().format().read(body);
            request = new RecordedRequest(wire.get(), http, read, body, time.now());
        } catch (JacksonException e) {
            send(wire.get(), exchange, 400, "We could not parse the JSON body of your request");
            return;
        } catch (InvalidRequestException e) {
            send(wire.get(), exchange, 400, e.reason());
            return;
        }
        // The behavior is taken before anyone can hear of the request, so that what a test does then is about the next.
        Behavior behavior = behaviorFor(request);
        log.begin(request);
        try {
            answer(request, behavior, exchange);
        } catch (ClientGoneException e) {
            if (!closed) {
                request.setClientGoneAt(time.now());
            }
            throw e;
        } finally {
            log.end(request);
        }
    }

    private Behavior behaviorFor(RecordedRequest request) {
        try {
            return plan.take(request);
        } catch (RuntimeException e) {
            return Behavior.status(500, "The behavior of this simulator failed: " + e);
        }
    }

    private void answer(RecordedRequest request, Behavior behavior, Exchange exchange) throws IOException {
        Answer answer;
        try {
            answer = answers.apply(request);
        } catch (RuntimeException e) {
            request.setStatus(500);
            send(request.wire(), exchange, 500, "The answer of this simulator failed: " + e);
            return;
        }
        Ids ids = ids();
        Instant now = time.now();
        Reply reply = reply(request, answer, behavior.script(), ids, now);
        Bill bill = new Bill(request, reply.usage(), log);
        try {
            new Performance(behavior.script(), request.wire().format(), exchange, bill, ids, now)
                    .answer(request.request(), reply);
        } finally {
            bill.settle();
        }
    }

    private Ids ids() {
        return new Ids(seed * 1_000_003 + count.incrementAndGet());
    }

    private static Reply reply(RecordedRequest request, Answer answer, Script script, Ids ids, Instant now) {
        Integer input = answer.inputTokens();
        Integer output = answer.outputTokens();
        int tokens = script.content() == Reply.Content.FULL
                ? answer.reasoningTokens().size()
                        + answer.textTokens().size()
                        + request.wire().format().tokens(answer.calls())
                : 0;
        Usage usage = new Usage(
                input == null ? request.request().estimatedInputTokens() + answer.cachedInput() : input,
                answer.cachedInput(),
                output == null ? tokens : output);
        return new Reply(
                ids,
                now,
                answer.model() == null ? request.model() : answer.model(),
                answer.reasoningTokens(),
                answer.textTokens(),
                answer.refused(),
                answer.calls(),
                answer.finishReason(),
                tokens,
                usage,
                script.omissions(),
                script.content(),
                request.request().includeUsage());
    }

    private void side(HttpRequest http, Exchange exchange) throws IOException {
        Wire wire = Wire.guess(http.path());
        byte[] body = sideRequests.answer(http);
        if (body == null) {
            send(wire, exchange, 404, "Unknown request URL: " + http.method() + " " + http.path());
            return;
        }
        WireRequest request = new WireRequest("", false, List.of(), List.of(), false);
        new Performance(plan.state().script(), wire.format(), exchange, Progress.NOBODY, ids(), time.now())
                .answer(request, body);
    }

    private static void send(Wire wire, Exchange exchange, int status, String message) throws IOException {
        WireError error = wire.format().status(status, message);
        exchange.startFixed(error.status(), Map.of("Content-Type", wire.format().jsonType()), error.body().length);
        exchange.write(error.body());
        exchange.finish();
    }
}
