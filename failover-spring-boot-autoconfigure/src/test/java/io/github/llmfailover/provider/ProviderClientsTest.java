package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.test.RecordedRequest;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.boot.test.context.FilteredClassLoader;

@Timeout(60)
class ProviderClientsTest {

    private final ProviderSimulator simulator = ProviderSimulator.start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void client_withKeyAndHeaders_sendsThem(ClientType type) {
        RealClients.connect(type, simulator, "own-model", "own-key", Map.of("X-Team", "blue"))
                .model()
                .call(new Prompt("hello"));

        RecordedRequest request = simulator.lastRequest();
        assertThat(request.model()).isEqualTo("own-model");
        assertThat(request.header("X-Team")).hasValue("blue");
        assertThat(request.header(type == ClientType.ANTHROPIC ? "X-Api-Key" : "Authorization"))
                .hasValueSatisfying(value -> assertThat(value).endsWith("own-key"));
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void client_withoutKeyAtAnAddressOfItsOwn_sendsNone(ClientType type) {
        RealClients.connect(type, simulator, "own-model", null, Map.of())
                .model()
                .call(new Prompt("hello"));

        assertThat(simulator.lastRequest().header("Authorization")).isEmpty();
        assertThat(simulator.lastRequest().header("X-Api-Key")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void client_thatIsRefused_asksOnlyOnce(ClientType type) {
        simulator.always(Behavior.overloaded());
        ChatModel client = RealClients.connect(type, simulator).model();

        assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> client.call(new Prompt("hello")));
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> client.stream(new Prompt("hello")).blockLast(RealClients.PATIENCE));

        assertThat(simulator.requestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void call_rateLimited_keepsRetryAfter(ClientType type) {
        simulator.always(Behavior.rateLimited(Duration.ofSeconds(7)));
        ChatModel client = RealClients.connect(type, simulator).model();

        Throwable thrown = catchThrowable(() -> client.call(new Prompt("hello")));

        assertThat(FailureClassifiers.create(List.of(), () -> Instant.EPOCH)
                        .classify(thrown)
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
    }

    /** OkHttp keeps five, so that twelve callers would open seven connections in each round. */
    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "ANTHROPIC"})
    void connections_ofManyCallsAtATime_areKeptForTheNext(ClientType type) throws Exception {
        simulator.always(Behavior.hangBeforeHeaders());
        ChatModel client = RealClients.connect(type, simulator).model();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Thread caller = new Thread(() -> client.call(new Prompt("hello")));
            caller.start();
            callers.add(caller);
        }
        simulator.awaitRequest(11, RealClients.PATIENCE);
        simulator.heal();
        for (Thread caller : callers) {
            caller.join(RealClients.PATIENCE.toMillis());
        }

        assertThat(simulator.openConnections()).isEqualTo(12);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24)
    void streamOfOpenAi_isReadOnAVirtualThread() {
        ChatModel client = RealClients.connect(ClientType.OPENAI, simulator).model();
        Set<String> readers = ConcurrentHashMap.newKeySet();

        client.stream(new Prompt("hello"))
                .doOnNext(chunk -> readers.add(Thread.currentThread().toString()))
                .blockLast(RealClients.PATIENCE);

        assertThat(readers).isNotEmpty().allSatisfy(reader -> assertThat(reader).startsWith("VirtualThread"));
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void create_libraryMissing_namesTheDependency(ClientType type) {
        ClassLoader without =
                new FilteredClassLoader(OpenAiChatModel.class, AnthropicChatModel.class, OllamaChatModel.class);

        assertThatIllegalStateException()
                .isThrownBy(() ->
                        ProviderClients.create(new ClientSettings(type, null, null, Map.of()), null, null, without))
                .withMessageContaining("spring-ai-starter-model-" + type);
    }

    @Test
    void token_givenToAnOpenAiClientWithoutTheInterceptor_doesNotReachTheWire() {
        ChatModel client = OpenAiChatModel.builder()
                .options(OpenAiChatOptions.builder()
                        .baseUrl(simulator.baseUrl() + "/v1")
                        .apiKey("key")
                        .build())
                .build();

        assertNothingArrives(client, new OpenAiBinding(false));
    }

    @Test
    void token_givenToAnAnthropicClientWithoutTheInterceptor_doesNotReachTheWire() {
        ChatModel client = AnthropicChatModel.builder()
                .options(AnthropicChatOptions.builder()
                        .baseUrl(simulator.baseUrl())
                        .apiKey("key")
                        .build())
                .build();

        assertNothingArrives(client, new AnthropicBinding(false));
    }

    private void assertNothingArrives(ChatModel client, ClientBinding binding) {
        Provider provider = new Provider(ProviderSettings.named("target"), client, binding);
        provider.call(new Prompt("hello"), new Exchange(TimeSource.system()));
        provider.stream(new Prompt("hello"), new Exchange(TimeSource.system())).blockLast(RealClients.PATIENCE);

        assertThat(simulator.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.headers().toString()).doesNotContain("failover");
            assertThat(request.header("Transfer-Encoding")).isEmpty();
        });
    }
}
