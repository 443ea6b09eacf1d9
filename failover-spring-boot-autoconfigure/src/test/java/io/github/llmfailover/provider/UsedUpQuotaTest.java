package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.prompt.Prompt;

/** What good answers of the real clients say of rate limits, over real sockets. */
@Timeout(60)
class UsedUpQuotaTest {

    private static final Duration RESET = Duration.ofSeconds(30);

    private final ProviderSimulator simulator = ProviderSimulator.start();

    private final Exchange exchange = new Exchange(TimeSource.system());

    @AfterEach
    void stop() {
        simulator.close();
    }

    /** Ollama itself has no such headers, but what stands in front of it may. */
    private void answerWith(ClientType type, int remaining) {
        simulator.always(
                type == ClientType.OLLAMA
                        ? Behavior.withHeader("X-RateLimit-Remaining-Requests", Integer.toString(remaining))
                                .and(Behavior.withHeader("X-RateLimit-Reset-Requests", "30s"))
                        : Behavior.withRateLimitHeaders(remaining, RESET));
    }

    private void call(ClientType type) {
        Provider provider = RealClients.provider(RealClients.connect(type, simulator));
        assertThat(provider.call(provider.promptFor(new Prompt("hello"), true), exchange))
                .isNotNull();
    }

    private void stream(ClientType type) {
        Provider provider = RealClients.provider(RealClients.connect(type, simulator));
        assertThat(provider.stream(provider.promptFor(new Prompt("hello"), true), exchange)
                        .collectList()
                        .block(RealClients.PATIENCE))
                .isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void call_answeredWithTheLastOfTheQuota_knowsForHowLong(ClientType type) {
        answerWith(type, 0);

        call(type);

        assertThat(exchange.usedUpFor()).isBetween(RESET.minusSeconds(5), RESET);
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void stream_answeredWithTheLastOfTheQuota_knowsForHowLong(ClientType type) {
        answerWith(type, 0);

        stream(type);

        assertThat(exchange.usedUpFor()).isBetween(RESET.minusSeconds(5), RESET);
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void call_answeredWithQuotaLeft_saysNothing(ClientType type) {
        answerWith(type, 5);

        call(type);

        assertThat(exchange.usedUpFor()).isNull();
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void stream_answeredWithQuotaLeft_saysNothing(ClientType type) {
        answerWith(type, 5);

        stream(type);

        assertThat(exchange.usedUpFor()).isNull();
    }
}
