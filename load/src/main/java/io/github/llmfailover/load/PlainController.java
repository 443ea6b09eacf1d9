package io.github.llmfailover.load;

import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The least that an application does with a model; the same with failover and without. */
@RestController
class PlainController {

    private final ChatModel model;

    private final Scheduler workers;

    PlainController(ChatModel model, AsyncTaskExecutor workers) {
        this.model = model;
        this.workers = Schedulers.fromExecutor(workers);
    }

    record Question(List<Said> messages) {

        Prompt prompt() {
            return new Prompt(messages.stream()
                    .<Message>map(said -> new UserMessage(said.content()))
                    .toList());
        }
    }

    record Said(String role, String content) {}

    @PostMapping("/plain/call")
    Mono<Map<String, Object>> call(@RequestBody Question question) {
        return Mono.fromCallable(() -> model.call(question.prompt()))
                .subscribeOn(workers)
                .map(PlainController::chunk);
    }

    @PostMapping(path = "/plain/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Map<String, Object>> stream(@RequestBody Question question) {
        return model.stream(question.prompt()).map(PlainController::chunk);
    }

    private static Map<String, Object> chunk(ChatResponse response) {
        String text = response.getResult() == null
                ? ""
                : String.valueOf(response.getResult().getOutput().getText());
        return Map.of("model", response.getMetadata().getModel(), "content", text);
    }
}
