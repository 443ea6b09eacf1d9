package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.provider.ClientTimeout.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTimeoutsTest {

    private static final String OPENAI = "org.springframework.ai.openai.OpenAiChatModel";

    private static final String BEDROCK = "org.springframework.ai.bedrock.converse.BedrockProxyChatModel";

    private static final Duration TEN = Duration.ofSeconds(10);

    private static final Duration SIXTY = Duration.ofSeconds(60);

    private static List<ClientTimeout> find(String type, Map<String, Duration> properties) {
        return ClientTimeouts.find(type, properties::get, true, true);
    }

    @Test
    void find_openAi_isTheDefaultWhereNothingIsSet() {
        assertThat(find(OPENAI, Map.of()))
                .containsExactly(new ClientTimeout("OpenAI", "spring.ai.openai.timeout", SIXTY, Scope.EXCHANGE));
    }

    @Test
    void find_openAiChatModelAtTheDefault_leavesItToTheCommonProperty() {
        assertThat(find(OPENAI, Map.of("spring.ai.openai.chat.timeout", SIXTY, "spring.ai.openai.timeout", TEN)))
                .containsExactly(new ClientTimeout("OpenAI", "spring.ai.openai.timeout", TEN, Scope.EXCHANGE));
    }

    @Test
    void find_bedrock_boundsCallsExchangesAndSilence() {
        assertThat(find(BEDROCK, Map.of("spring.ai.bedrock.aws.socket-timeout", TEN)))
                .containsExactly(
                        new ClientTimeout(
                                "Bedrock", "spring.ai.bedrock.aws.timeout", Duration.ofMinutes(5), Scope.EXCHANGE),
                        new ClientTimeout("Bedrock", "spring.ai.bedrock.aws.socket-timeout", TEN, Scope.CALL),
                        new ClientTimeout(
                                "Bedrock",
                                "spring.ai.bedrock.aws.async-read-timeout",
                                Duration.ofSeconds(30),
                                Scope.SILENCE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.springframework.ai.ollama.OllamaChatModel",
                "org.springframework.ai.mistralai.MistralAiChatModel",
                "org.springframework.ai.deepseek.DeepSeekChatModel"
            })
    void find_clientsOnSpringsOwnHttpClients_haveTheirReadTimeout(String type) {
        Map<String, Duration> properties = Map.of("spring.http.clients.read-timeout", TEN);
        assertThat(find(type, Map.of())).isEmpty();
        assertThat(find(type, properties)).extracting(ClientTimeout::scope).containsExactly(Scope.CALL, Scope.SILENCE);
        assertThat(ClientTimeouts.find(type, properties::get, false, true))
                .extracting(ClientTimeout::scope)
                .containsExactly(Scope.SILENCE);
        assertThat(ClientTimeouts.find(type, properties::get, false, false)).isEmpty();
    }

    @Test
    void find_unknownClient_isEmpty() {
        assertThat(find("com.example.MyChatModel", Map.of())).isEmpty();
    }
}
