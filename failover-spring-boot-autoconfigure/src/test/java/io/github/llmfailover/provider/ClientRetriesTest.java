package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientRetriesTest {

    private static Optional<String> warning(String type, Map<String, String> properties) {
        return ClientRetries.warning(type, properties::get);
    }

    @ParameterizedTest
    @CsvSource({
        "org.springframework.ai.openai.OpenAiChatModel, spring.ai.openai.max-retries",
        "org.springframework.ai.anthropic.AnthropicChatModel, spring.ai.anthropic.max-retries",
        "org.springframework.ai.ollama.OllamaChatModel, spring.ai.retry.max-attempts",
        "org.springframework.ai.mistralai.MistralAiChatModel, spring.ai.retry.max-attempts",
        "org.springframework.ai.deepseek.DeepSeekChatModel, spring.ai.retry.max-attempts"
    })
    void warning_retriesNotSwitchedOff_namesTheProperty(String type, String property) {
        assertThat(warning(type, Map.of()))
                .hasValueSatisfying(text -> assertThat(text).contains("'" + property + "=0'"));
        assertThat(warning(type, Map.of(property, "5")))
                .hasValueSatisfying(text -> assertThat(text).contains("up to 5 times"));
        assertThat(warning(type, Map.of(property, "0"))).isEmpty();
    }

    @Test
    void warning_retriesOfTheChatModelAlone_namesItsProperty() {
        assertThat(warning(
                        "org.springframework.ai.openai.OpenAiChatModel",
                        Map.of("spring.ai.openai.max-retries", "0", "spring.ai.openai.chat.max-retries", "2")))
                .hasValueSatisfying(text -> assertThat(text).contains("'spring.ai.openai.chat.max-retries=0'"));
    }

    @Test
    void warning_unknownClient_isEmpty() {
        assertThat(warning("com.example.MyChatModel", Map.of())).isEmpty();
    }
}
