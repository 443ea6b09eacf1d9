package io.github.llmfailover.sample;

import io.github.llmfailover.FailoverException;
import io.github.llmfailover.chat.FailoverChatClient;
import io.github.llmfailover.chat.StreamedPart;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Answers questions: in one piece, or as they are being answered. */
@RestController
@RequestMapping(method = {RequestMethod.GET, RequestMethod.POST})
class AskController {

    private final ChatClient chatClient;

    AskController(ChatClient.Builder builder) {
        this.chatClient = builder.build();
    }

    /** The answer in one piece; what else the request says narrows down who may give it ({@link Wishes}). */
    @RequestMapping("/ask")
    Mono<Reply> ask(@RequestParam("q") String question, Wishes wishes) {
        // A call blocks its thread, which must not be one of the event loop's.
        return Mono.fromCallable(() -> chatClient
                        .prompt(question)
                        .options(wishes.options())
                        .call()
                        .chatResponse())
                .map(Reply::of)
                .subscribeOn(Schedulers.boundedElastic());
    }

    /**
     * The answer as server-sent events: {@code token} for each piece; {@code restart} where another provider answers
     * anew, so that what is shown has to be cleared; then {@code done} with who served, or {@code error} where the answer
     * broke off. The pieces are JSON because the format of server-sent events eats a leading space.
     */
    @RequestMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<Object>> stream(@RequestParam("q") String question) {
        AtomicBoolean begun = new AtomicBoolean();
        return FailoverChatClient.parts(chatClient.prompt(question).stream().chatResponse())
                .doOnNext(part -> begun.set(true))
                .map(AskController::event)
                .onErrorResume(error -> begun.get(), AskController::brokenOff);
    }

    private static ServerSentEvent<Object> event(StreamedPart part) {
        if (part instanceof StreamedPart.Text text) {
            return event("token", Map.of("text", text.text()));
        }
        return part instanceof StreamedPart.End end
                ? event("done", Reply.of(end.report(), null))
                : event("restart", Map.of());
    }

    private static Mono<ServerSentEvent<Object>> brokenOff(Throwable error) {
        FailoverException failure = Problems.in(error);
        return failure == null ? Mono.error(error) : Mono.just(event("error", Problems.of(failure)));
    }

    private static ServerSentEvent<Object> event(String name, Object data) {
        return ServerSentEvent.builder(data).event(name).build();
    }
}
