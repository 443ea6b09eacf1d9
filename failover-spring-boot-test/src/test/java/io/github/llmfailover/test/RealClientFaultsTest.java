package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * How the faults of a provider arrive at the users of Spring AI's chat models, as simple names of exceptions. The rows
 * are what the rest of the project relies on, as regular expressions.
 */
class RealClientFaultsTest {

    private static final String OK = "ok";

    private final ProviderSimulator simulator = ProviderSimulator.builder()
            .answer(Answer.tokens("a", "b", "c", "d"))
            .start();

    /** What a call and a stream make of a behavior; the stream's tokens come first. */
    private record Row(Behavior behavior, String call, String stream) {}

    @AfterEach
    void stop() {
        simulator.close();
    }

    static Stream<Arguments> openAi() {
        return rows(
                RealClient.OPENAI,
                row(Behavior.status(400), "BadRequestException"),
                row(Behavior.unauthorized(), "UnauthorizedException"),
                row(Behavior.status(403), "PermissionDeniedException"),
                row(Behavior.modelNotFound(), "NotFoundException"),
                row(Behavior.status(422), "UnprocessableEntityException"),
                row(Behavior.rateLimited(), "RateLimitException"),
                row(Behavior.quotaExhausted(), "RateLimitException"),
                row(Behavior.serverError(), "InternalServerException"),
                row(Behavior.overloaded(), "InternalServerException"),
                row(Behavior.status(529), "InternalServerException"),
                row(Behavior.refuse(), "OpenAIIoException"),
                row(Behavior.resetBeforeHeaders(), "OpenAIIoException"),
                row(Behavior.closeBeforeHeaders(), "OpenAIIoException"),
                row(Behavior.html(), "OpenAIInvalidDataException", "ok"),
                row(Behavior.emptyBody(), "OpenAIInvalidDataException", "ok"),
                row(Behavior.errorEventAt(0), "OpenAIInvalidDataException", "SseException"),
                row(Behavior.errorAfterTokens(2), "OpenAIInvalidDataException", "ab SseException"),
                row(Behavior.closeAfterTokens(2), "OpenAIInvalidDataException", "ab OpenAIIoException"),
                row(Behavior.resetAfterTokens(2), "OpenAIInvalidDataException", "ab OpenAIIoException"),
                row(Behavior.cutInsideEvent(3), "OpenAIInvalidDataException", "ab OpenAIIoException"),
                row(Behavior.endAfterTokens(2), "OpenAIInvalidDataException", "ab ok"),
                row(Behavior.malformedEventAt(3), "OpenAIInvalidDataException", "ab OpenAIInvalidDataException"),
                row(Behavior.missingFinishReason(), "OpenAIInvalidDataException", "abcd ok"),
                row(Behavior.missingUsage(), "abcd ok"),
                row(Behavior.missingDone(), "abcd ok"),
                row(Behavior.emptyAnswer(), OK),
                row(Behavior.noChoices(), OK));
    }

    static Stream<Arguments> anthropic() {
        return rows(
                RealClient.ANTHROPIC,
                row(Behavior.status(400), "BadRequestException"),
                row(Behavior.quotaExhausted(), "BadRequestException"),
                row(Behavior.unauthorized(), "UnauthorizedException"),
                row(Behavior.status(403), "PermissionDeniedException"),
                row(Behavior.modelNotFound(), "NotFoundException"),
                row(Behavior.status(422), "UnprocessableEntityException"),
                row(Behavior.rateLimited(), "RateLimitException"),
                row(Behavior.serverError(), "InternalServerException"),
                row(Behavior.status(503), "InternalServerException"),
                row(Behavior.overloaded(), "InternalServerException"),
                row(Behavior.refuse(), "AnthropicIoException"),
                row(Behavior.resetBeforeHeaders(), "AnthropicIoException"),
                row(Behavior.closeBeforeHeaders(), "AnthropicIoException"),
                row(Behavior.html(), "AnthropicInvalidDataException", "ok"),
                row(Behavior.emptyBody(), "AnthropicInvalidDataException", "ok"),
                row(Behavior.errorEventAt(0), "AnthropicInvalidDataException", "SseException"),
                row(Behavior.errorAfterTokens(2), "AnthropicInvalidDataException", "ab SseException"),
                row(Behavior.closeAfterTokens(2), "AnthropicInvalidDataException", "ab AnthropicIoException"),
                row(Behavior.resetAfterTokens(2), "AnthropicInvalidDataException", "ab AnthropicIoException"),
                row(Behavior.cutInsideEvent(5), "AnthropicInvalidDataException", "ab AnthropicIoException"),
                row(Behavior.endAfterTokens(2), "AnthropicInvalidDataException", "ab ok"),
                row(Behavior.malformedEventAt(5), "AnthropicInvalidDataException", "ab AnthropicInvalidDataException"),
                row(Behavior.missingFinishReason(), "abcd ok"),
                row(Behavior.missingUsage(), "AnthropicInvalidDataException"),
                row(Behavior.missingDone(), "abcd ok"),
                row(Behavior.emptyAnswer(), OK),
                row(Behavior.noChoices(), OK));
    }

    static Stream<Arguments> ollama() {
        return rows(
                RealClient.OLLAMA,
                row(Behavior.status(400), "NonTransientAiException", "BadRequest"),
                row(Behavior.unauthorized(), "NonTransientAiException", "Unauthorized"),
                row(Behavior.status(403), "NonTransientAiException", "Forbidden"),
                row(Behavior.modelNotFound(), "NonTransientAiException", "NotFound"),
                row(Behavior.status(422), "NonTransientAiException", "UnprocessableContent"),
                row(Behavior.rateLimited(), "NonTransientAiException", "TooManyRequests"),
                row(Behavior.serverError(), "TransientAiException", "InternalServerError"),
                row(Behavior.overloaded(), "TransientAiException", "ServiceUnavailable"),
                row(Behavior.status(529), "TransientAiException", "UnknownHttpStatusCodeException"),
                row(Behavior.refuse(), "ResourceAccessException", "WebClientRequestException"),
                row(Behavior.resetBeforeHeaders(), "ResourceAccessException", "WebClientRequestException"),
                row(Behavior.closeBeforeHeaders(), "ResourceAccessException", "WebClientRequestException"),
                row(Behavior.html(), "UnknownContentTypeException", "WebClientResponseException"),
                row(Behavior.emptyBody(), "NullPointerException", "ok"),
                row(Behavior.errorEventAt(0), "NullPointerException"),
                row(Behavior.errorAfterTokens(2), "NullPointerException", "ab NullPointerException"),
                row(Behavior.closeAfterTokens(2), "RestClientException", "ab WebClientResponseException"),
                // Whichever its threads see first, the answer's head or the reset.
                row(
                        Behavior.resetAfterTokens(2),
                        "RestClientException|ResourceAccessException",
                        "ab WebClientResponseException"),
                row(Behavior.cutInsideEvent(2), "RestClientException", "ab WebClientResponseException"),
                row(Behavior.endAfterTokens(2), "RestClientException", "ab ok"),
                row(Behavior.malformedEventAt(2), "RestClientException", "ab DecodingException"),
                row(Behavior.missingFinishReason(), "abcd ok"),
                row(Behavior.missingUsage(), "abcd ok"),
                row(Behavior.missingDone(), "abcd ok"),
                row(Behavior.emptyAnswer(), OK),
                row(Behavior.noChoices(), "NullPointerException"));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource({"openAi", "anthropic", "ollama"})
    void call_fault_arrivesAs(RealClient client, Behavior behavior, String expected, String ignored) {
        simulator.always(behavior);
        ChatModel model = client.connect(simulator);

        assertThat(outcome(() -> model.call(new Prompt("Hi")))).matches(expected);
    }

    @ParameterizedTest(name = "{0} {1} {3}")
    @MethodSource({"openAi", "anthropic", "ollama"})
    void stream_fault_arrivesAs(RealClient client, Behavior behavior, String ignored, String expected) {
        simulator.always(behavior);
        ChatModel model = client.connect(simulator);
        List<ChatResponse> chunks = new ArrayList<>();

        String end = outcome(() -> {
            model.stream(new Prompt("Hi")).doOnNext(chunks::add).blockLast(RealClient.TIMEOUT);
            return null;
        });

        assertThat((String.join(
                                        "",
                                        chunks.stream()
                                                .map(RealClientFaultsTest::text)
                                                .toList()) + " " + end)
                        .trim())
                .isEqualTo(expected);
    }

    private static String outcome(Supplier<@Nullable ChatResponse> request) {
        try {
            ChatResponse response = request.get();
            return response == null ? OK : (text(response) + " " + OK).trim();
        } catch (RuntimeException e) {
            // OpenAI's client wraps what happens before the first event of a stream.
            Throwable failure = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            return failure.getClass().getSimpleName();
        }
    }

    private static String text(ChatResponse response) {
        if (response.getResults().isEmpty()) {
            return "";
        }
        String text = response.getResults().get(0).getOutput().getText();
        return text == null ? "" : text;
    }

    private static Row row(Behavior behavior, String both) {
        return new Row(behavior, both, both);
    }

    private static Row row(Behavior behavior, String call, String stream) {
        return new Row(behavior, call, stream);
    }

    private static Stream<Arguments> rows(RealClient client, Row... rows) {
        return Arrays.stream(rows).map(row -> Arguments.of(client, row.behavior(), row.call(), row.stream()));
    }
}
