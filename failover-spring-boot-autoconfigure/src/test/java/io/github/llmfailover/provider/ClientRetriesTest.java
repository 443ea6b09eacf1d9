package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientRetriesTest {

    private static final String OPENAI = "org.springframework.ai.openai.OpenAiChatModel";

    private static final String BEDROCK = "org.springframework.ai.bedrock.converse.BedrockProxyChatModel";

    private static List<ClientRetry> find(String type, Map<String, String> properties) {
        return ClientRetries.find(type, properties::get, unset -> null);
    }

    @ParameterizedTest
    @CsvSource({
        "org.springframework.ai.openai.OpenAiChatModel, spring.ai.openai.max-retries",
        "org.springframework.ai.anthropic.AnthropicChatModel, spring.ai.anthropic.max-retries",
        "org.springframework.ai.ollama.OllamaChatModel, spring.ai.retry.max-attempts",
        "org.springframework.ai.mistralai.MistralAiChatModel, spring.ai.retry.max-attempts",
        "org.springframework.ai.deepseek.DeepSeekChatModel, spring.ai.retry.max-attempts",
        "org.springframework.ai.google.genai.GoogleGenAiChatModel, spring.ai.retry.max-attempts"
    })
    void find_retriesNotSwitchedOff_namesTheProperty(String type, String property) {
        assertThat(find(type, Map.of())).singleElement().satisfies(retry -> assertThat(retry.cure())
                .contains("'" + property + "=0'"));
        assertThat(find(type, Map.of(property, "5"))).singleElement().satisfies(retry -> assertThat(retry.finding())
                .contains("up to 5 times"));
        assertThat(find(type, Map.of(property, "0"))).isEmpty();
    }

    @Test
    void find_retriesOfTheChatModelAlone_namesItsProperty() {
        assertThat(find(OPENAI, Map.of("spring.ai.openai.max-retries", "0", "spring.ai.openai.chat.max-retries", "2")))
                .singleElement()
                .satisfies(retry -> assertThat(retry.cure()).contains("'spring.ai.openai.chat.max-retries=0'"));
    }

    @Test
    void find_retriesOfTheChatModelAtTheDefault_leavesItToTheCommonProperty() {
        assertThat(find(OPENAI, Map.of("spring.ai.openai.max-retries", "0", "spring.ai.openai.chat.max-retries", "3")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"aws.maxAttempts, 3, 2", "AWS_MAX_ATTEMPTS, 5, 4", "other, 1, 3", "aws.maxAttempts, many, 3"})
    void find_bedrock_countsWhatTheAwsSdkReadsByItself(String name, String value, String retries) {
        assertThat(ClientRetries.find(BEDROCK, unset -> null, Map.of(name, value)::get))
                .singleElement()
                .satisfies(retry -> assertThat(retry.finding()).contains("up to " + retries + " times"));
    }

    @Test
    void find_bedrockWithOneAttempt_isEmpty() {
        assertThat(ClientRetries.find(BEDROCK, unset -> null, Map.of("AWS_MAX_ATTEMPTS", "1")::get))
                .isEmpty();
    }

    @Test
    void find_unknownClient_isEmpty() {
        assertThat(find("com.example.MyChatModel", Map.of())).isEmpty();
    }
}
