package io.github.llmfailover.sample;

import io.github.llmfailover.AnswerValidator;
import io.github.llmfailover.AnswerValidator.Verdict;
import io.github.llmfailover.ChainRouter;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverDeadline;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.RequestTimeouts;
import io.github.llmfailover.chat.FailoverChatClient;
import io.github.llmfailover.chat.StreamedPart;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureClassifier;
import io.github.llmfailover.failure.FailureKind;
import java.time.Duration;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClientResponseException;
import reactor.core.publisher.Flux;

/** The Java examples of the documentation; {@link PagesTest} looks for each of them here. */
final class DocumentedExamples {

    private final ChatClient chatClient;

    DocumentedExamples(ChatClient chatClient) {
        this.chatClient = chatClient;
    }

    FailoverReport report() {
        ChatResponse response = chatClient.prompt("hello").call().chatResponse();
        FailoverReport report = FailoverReport.of(response);
        return report;
    }

    FailoverChatOptions limits() {
        return FailoverChatOptions.builder()
                .timeouts(RequestTimeouts.AS_CONFIGURED.withFirstToken(Duration.ofSeconds(3)))
                .build();
    }

    Flux<String> deadlines() {
        String answer = FailoverDeadline.within(
                Duration.ofSeconds(8),
                () -> chatClient.prompt("What does it say?").call().content());

        Flux<String> words = chatClient.prompt("Tell me.").stream()
                .content()
                .contextWrite(FailoverDeadline.within(Duration.ofSeconds(8)));
        return words.startWith(answer == null ? "" : answer);
    }

    Flux<StreamedPart> parts() {
        Flux<StreamedPart> parts =
                FailoverChatClient.parts(chatClient.prompt("hello").stream().chatResponse());
        return parts;
    }

    @Configuration(proxyBeanMethods = false)
    static class Validators {

        @Bean
        AnswerValidator namesASource() {
            return answer -> answer.text().contains("https://") ? Verdict.VALID : Verdict.INVALID;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Classifiers {

        @Bean
        FailureClassifier gatewayClassifier() {
            return error -> error.getCause() instanceof RestClientResponseException response
                            && response.getResponseBodyAsString().contains("E-4711")
                    ? new Failure(FailureKind.RATE_LIMITED, error, 400, Duration.ofMinutes(4))
                    : null;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Routers {

        @Bean
        ChainRouter reportsGoToTheLargeModels() {
            return prompt -> prompt.getContents().startsWith("Write a report") ? "default" : null;
        }
    }
}
