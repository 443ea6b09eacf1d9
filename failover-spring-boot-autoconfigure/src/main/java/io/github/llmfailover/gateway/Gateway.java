package io.github.llmfailover.gateway;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.POST;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import io.github.llmfailover.gateway.answer.CompletionAnswers;
import io.github.llmfailover.gateway.answer.CompletionErrors;
import io.github.llmfailover.gateway.request.CompletionRequests;
import io.github.llmfailover.time.TimeSource;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The failover model over HTTP, as clients of OpenAI's protocol expect it. */
public final class Gateway {

    private final String base;

    private final Gate gate;

    private final ChatModel model;

    private final Executor workers;

    private final Supplier<String> ids;

    private final TimeSource time;

    private volatile Desk desk;

    /** What one configuration makes of the gateway. A request that began with one ends with it. */
    private record Desk(Doorkeeper doorkeeper, Replies replies, CompletionHandler completions, ModelsHandler models) {}

    /**
     * Creates a gateway.
     *
     * @param settings what bounds it
     * @param model who answers
     * @param chains the names of the chains
     * @param models what clients may name
     * @param workers where blocking calls are made
     * @param ids gives requests and answers their identifiers
     * @param time the time
     */
    public Gateway(
            GatewaySettings settings,
            ChatModel model,
            Set<String> chains,
            List<GatewayModel> models,
            Executor workers,
            Supplier<String> ids,
            TimeSource time) {
        this.base = settings.basePath();
        this.gate = new Gate(settings, time);
        this.model = model;
        this.workers = workers;
        this.ids = ids;
        this.time = time;
        this.desk = desk(settings, chains, models);
    }

    private Desk desk(GatewaySettings settings, Set<String> chains, List<GatewayModel> models) {
        CompletionErrors errors = new CompletionErrors();
        InstantSource clock = time::now;
        Replies replies = new Replies(errors, ids, time, settings.readerTimeout());
        CompletionHandler completions = new CompletionHandler(
                settings,
                gate,
                new Bodies(settings, workers, time),
                new CompletionRequests(chains),
                new CompletionAnswers(clock, ids),
                errors,
                model,
                new WorkerCalls(model, workers),
                replies,
                new StreamWriter(settings, gate, replies, time));
        return new Desk(
                new Doorkeeper(settings),
                replies,
                completions,
                new ModelsHandler(models, time.now().getEpochSecond(), replies));
    }

    /**
     * Goes on with another configuration. Requests under way end with the one that they began with.
     *
     * @param settings what bounds it; another base path has no effect
     * @param chains the names of the chains
     * @param models what clients may name
     */
    public void reconfigure(GatewaySettings settings, Set<String> chains, List<GatewayModel> models) {
        gate.reconfigure(settings);
        desk = desk(settings, chains, models);
    }

    /** Returns the routes of what there is, with the error for a wrong method. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route(
                        POST(base + "/chat/completions"),
                        handler((desk, request, caller) -> desk.completions.complete(request, caller)))
                .andRoute(GET(base + "/models"), handler((desk, request, caller) -> desk.models.list(caller)))
                .andRoute(
                        GET(base + "/models/{*model}"),
                        handler((desk, request, caller) -> desk.models.one(request, caller)))
                .andRoute(path(base + "/chat/completions"), refusing(Refusal.wrongMethod("POST")))
                .andRoute(path(base + "/models/**"), refusing(Refusal.wrongMethod("GET")));
    }

    /** Returns the routes of what there is not, for whatever nobody else in the application serves. */
    public RouterFunction<ServerResponse> remainder() {
        return RouterFunctions.route(path(base + "/**"), refusing(Refusal.noSuchPath()));
    }

    /**
     * Takes no new requests. Those under way may finish within the configured time, and are aborted after it.
     *
     * @param then run once, when none is under way any more
     */
    public void shut(Runnable then) {
        gate.shut(then);
    }

    /** Takes requests again after {@link #shut}. */
    public void open() {
        gate.open();
    }

    /** Whether new requests are refused because the gateway was shut. */
    public boolean isShut() {
        return gate.isShut();
    }

    /** Returns how many requests and streams are under way. */
    public int underWay() {
        return gate.inside();
    }

    private HandlerFunction<ServerResponse> refusing(Refusal refusal) {
        return handler((desk, request, caller) -> Mono.error(refusal));
    }

    /** Serves a request with one configuration, from its beginning to its end. */
    private interface Service {

        Mono<ServerResponse> serve(Desk desk, ServerRequest request, Caller caller);
    }

    /** Who may not ask at all is not told what there is. */
    private HandlerFunction<ServerResponse> handler(Service service) {
        return request -> {
            Desk now = desk;
            request.exchange().getResponse().getHeaders().set(ServedHeaders.REQUEST_ID, now.replies.newRequestId());
            return Mono.defer(() -> service.serve(
                            now,
                            request,
                            now.doorkeeper.admit(request.exchange().getRequest())))
                    .onErrorResume(now.replies::error);
        };
    }
}
