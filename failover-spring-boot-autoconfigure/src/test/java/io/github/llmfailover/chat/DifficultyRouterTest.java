package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

class DifficultyRouterTest {

    private final DifficultyRouter router = new DifficultyRouter("small", "large", 100, 2, String::length);

    private static Prompt turns(int count) {
        return new Prompt(IntStream.range(0, count)
                .boxed()
                .flatMap(i -> Stream.<Message>of(new UserMessage("q"), new AssistantMessage("a")))
                .limit(2L * count - 1)
                .toList());
    }

    @Test
    void request_shortAndPlain_isEasy() {
        assertThat(router.chainFor(new Prompt("What is the capital of France?")))
                .isEqualTo("small");
        assertThat(router.chainFor(turns(2))).isEqualTo("small");
    }

    static Stream<Prompt> hard() {
        return Stream.of(
                new Prompt("x".repeat(101)),
                new Prompt("x".repeat(1_000_000)),
                turns(3),
                new Prompt(
                        "What is the weather?",
                        FailoverChatOptions.builder()
                                .toolCallbacks(FunctionToolCallback.builder("weather", (String city) -> "sunny")
                                        .description("The weather")
                                        .inputType(String.class)
                                        .build())
                                .build()),
                new Prompt(
                        "Name one.",
                        FailoverChatOptions.builder()
                                .outputSchema("{\"type\":\"object\"}")
                                .build()),
                new Prompt(List.of(UserMessage.builder()
                        .text("What is this?")
                        .media(new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(new byte[] {1})))
                        .build())));
    }

    @ParameterizedTest
    @MethodSource("hard")
    void request_longOrLateOrWithMore_isHard(Prompt prompt) {
        assertThat(router.chainFor(prompt)).isEqualTo("large");
    }

    @Test
    void text_isCountedByTheTokenizer_whereItsLengthDoesNotTell() {
        DifficultyRouter byWords = new DifficultyRouter("small", null, 100, 2, text -> text.split(" ").length);

        assertThat(byWords.chainFor(new Prompt("word ".repeat(100)))).isEqualTo("small");
        assertThat(byWords.chainFor(new Prompt("word ".repeat(101)))).isNull();
    }
}
