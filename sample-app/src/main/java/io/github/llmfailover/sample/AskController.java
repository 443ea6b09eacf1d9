package io.github.llmfailover.sample;

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

    /** The answer as {@link AnswerEvents}; where nothing of it has come, what went wrong is a status. */
    @RequestMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<Object>> stream(@RequestParam("q") String question) {
        AtomicBoolean begun = new AtomicBoolean();
        return AnswerEvents.of(chatClient.prompt(question).stream().chatResponse())
                .doOnNext(part -> begun.set(true))
                .onErrorResume(error -> begun.get(), AskController::brokenOff);
    }

    private static Mono<ServerSentEvent<Object>> brokenOff(Throwable error) {
        ServerSentEvent<Object> event = AnswerEvents.brokenOff(error);
        return event == null ? Mono.error(error) : Mono.just(event);
    }
}
