package io.github.llmfailover.gateway;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.gateway.answer.CompletionAnswers;
import io.github.llmfailover.gateway.answer.CompletionErrors;
import io.github.llmfailover.gateway.request.CompletionRequest;
import io.github.llmfailover.gateway.request.CompletionRequests;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;

/** Serves chat completions, whole and streamed. */
final class CompletionHandler {

    private final Gate gate;

    private final Bodies bodies;

    private final CompletionRequests requests;

    private final CompletionAnswers answers;

    private final CompletionErrors errors;

    private final ChatModel model;

    private final WorkerCalls calls;

    private final Replies replies;

    private final StreamWriter streams;

    private final int maxMessages;

    private final OnInterruption configured;

    CompletionHandler(
            GatewaySettings settings,
            Gate gate,
            Bodies bodies,
            CompletionRequests requests,
            CompletionAnswers answers,
            CompletionErrors errors,
            ChatModel model,
            WorkerCalls calls,
            Replies replies,
            StreamWriter streams) {
        this.gate = gate;
        this.bodies = bodies;
        this.requests = requests;
        this.answers = answers;
        this.errors = errors;
        this.model = model;
        this.calls = calls;
        this.replies = replies;
        this.streams = streams;
        this.maxMessages = settings.maxMessages();
        this.configured = settings.onInterruption();
    }

    /** Holds a place for as long as there is no answer yet; a stream then takes one of its own. */
    Mono<ServerResponse> complete(ServerRequest request, Caller caller) {
        return Mono.defer(() -> {
            Sinks.Empty<ServerResponse> aborted = Sinks.empty();
            Gate.Ticket ticket = gate.request(() -> aborted.tryEmitError(Refusal.shuttingDown()));
            // Deferred, so that what is refused at once gives its place back as well.
            Mono<ServerResponse> served = Mono.defer(() -> bodies.read(request.exchange()))
                    .flatMap(body -> serve(
                            body, caller, WantedHeaders.of(request.headers().asHttpHeaders())));
            return Mono.firstWithSignal(served, aborted.asMono()).doFinally(end -> ticket.close());
        });
    }

    private Mono<ServerResponse> serve(JsonNode body, Caller caller, WantedHeaders wanted) {
        if (body.path("messages").size() > maxMessages) {
            throw Refusal.badRequest(
                    "too_many_messages",
                    "messages",
                    "The request has more than " + maxMessages + " messages, which is all that this gateway takes.");
        }
        CompletionRequest request = requests.read(body);
        String chain = FailoverChatOptions.of(request.prompt().getOptions()).getChain();
        if (!caller.mayUse(chain == null ? FailoverChatModel.DEFAULT_CHAIN : chain)) {
            throw Refusal.noSuchModel(request.model());
        }
        Prompt prompt = wanted.applyTo(request.prompt(), caller, configured);
        if (request.stream()) {
            return streams.stream(
                    model.stream(prompt),
                    () -> new EventText(() -> answers.chunks(request), errors, wanted.takesRestarts()),
                    request);
        }
        return calls.call(prompt)
                .flatMap(response -> replies.json(
                        answers.whole(response, request), headers -> describe(headers, response, request)));
    }

    private static void describe(HttpHeaders headers, ChatResponse response, CompletionRequest request) {
        ServedHeaders.served(headers, response);
        ServedHeaders.ignored(headers, request.ignored());
    }
}
