package io.github.llmfailover.sample;

import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Goes on with a conversation, which the console keeps; nothing of it stays here. */
@RestController
class ChatController {

    private static final Log logger = LogFactory.getLog(ChatController.class);

    private final ChatClient chatClient;

    ChatController(ChatClient.Builder builder) {
        this.chatClient = builder.build();
    }

    /** A message of a conversation: its role is {@code user} or {@code assistant}. */
    record Turn(String role, String text) {}

    /** A conversation whose last message is the user's. */
    record Conversation(List<Turn> messages) {

        List<Message> asMessages() {
            if (messages == null || messages.isEmpty()) {
                throw bad("messages is missing: {\"messages\":[{\"role\":\"user\",\"text\":\"hello\"}]}");
            }
            Turn last = messages.get(messages.size() - 1);
            if (last == null || !"user".equals(last.role())) {
                throw bad("The last message must have the role user");
            }
            return messages.stream().map(Conversation::asMessage).toList();
        }

        private static Message asMessage(Turn turn) {
            if (turn == null || turn.text() == null || turn.text().isBlank()) {
                throw bad("Each message needs a text");
            }
            return switch (String.valueOf(turn.role())) {
                case "user" -> new UserMessage(turn.text());
                case "assistant" -> new AssistantMessage(turn.text());
                default -> throw bad("A role is user or assistant");
            };
        }

        private static ResponseStatusException bad(String reason) {
            return new ResponseStatusException(HttpStatus.BAD_REQUEST, reason);
        }
    }

    /** The answer as {@link AnswerEvents}; whatever goes wrong with it is an {@code error} event, too, and never a status. */
    @PostMapping(
            path = "/chat",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<Object>> chat(@RequestBody Conversation conversation) {
        List<Message> messages = conversation.asMessages();
        return AnswerEvents.of(chatClient.prompt().messages(messages).stream().chatResponse())
                .onErrorResume(error -> Mono.just(brokenOff(error)));
    }

    private static ServerSentEvent<Object> brokenOff(Throwable error) {
        ServerSentEvent<Object> event = AnswerEvents.brokenOff(error);
        if (event != null) {
            return event;
        }
        logger.error("An answer broke off", error);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "The application failed; its log says why.");
        return AnswerEvents.event("error", problem);
    }
}
