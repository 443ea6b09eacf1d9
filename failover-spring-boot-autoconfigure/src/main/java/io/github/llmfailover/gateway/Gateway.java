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
import java.util.function.BiFunction;
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

    private final GatewaySettings settings;

    private final Doorkeeper doorkeeper;

    private final Gate gate;

    private final Replies replies;

    private final CompletionHandler completions;

    private final ModelsHandler models;

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
        this.settings = settings;
        this.doorkeeper = new Doorkeeper(settings);
        this.gate = new Gate(settings, time);
        CompletionErrors errors = new CompletionErrors();
        InstantSource clock = time::now;
        this.replies = new Replies(errors, ids, time, settings.readerTimeout());
        this.completions = new CompletionHandler(
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
        this.models = new ModelsHandler(models, time.now().getEpochSecond(), replies);
    }

    /** Returns the routes of what there is, with the error for a wrong method. */
    public RouterFunction<ServerResponse> routes() {
        String base = settings.basePath();
        return RouterFunctions.route(POST(base + "/chat/completions"), handler(completions::complete))
                .andRoute(GET(base + "/models"), handler((request, caller) -> models.list(caller)))
                .andRoute(GET(base + "/models/{*model}"), handler(models::one))
                .andRoute(path(base + "/chat/completions"), refusing(Refusal.wrongMethod("POST")))
                .andRoute(path(base + "/models/**"), refusing(Refusal.wrongMethod("GET")));
    }

    /** Returns the routes of what there is not, for whatever nobody else in the application serves. */
    public RouterFunction<ServerResponse> remainder() {
        return RouterFunctions.route(path(settings.basePath() + "/**"), refusing(Refusal.noSuchPath()));
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
        return handler((request, caller) -> Mono.error(refusal));
    }

    /** Who may not ask at all is not told what there is. */
    private HandlerFunction<ServerResponse> handler(BiFunction<ServerRequest, Caller, Mono<ServerResponse>> handler) {
        return request -> {
            request.exchange().getResponse().getHeaders().set(ServedHeaders.REQUEST_ID, replies.newRequestId());
            return Mono.defer(() -> handler.apply(
                            request, doorkeeper.admit(request.exchange().getRequest())))
                    .onErrorResume(replies::error);
        };
    }
}
