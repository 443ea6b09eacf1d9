package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.ProviderSimulator;
import java.io.IOException;
import java.util.function.Consumer;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.internal.connection.RealCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.http.okhttp.SpringAiOpenAiHttpClient;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * How many idle connections the application's own clients keep. OkHttp keeps five, and a backup gets all calls at once
 * when the first choice goes down: beyond five, each would begin with a handshake.
 */
class IdleConnectionsTest {

    private final ProviderSimulator simulator = ProviderSimulator.start();

    private final Pool pool = new Pool();

    @AfterEach
    void stop() {
        simulator.close();
    }

    private void askOpenAi(Consumer<SpringAiOpenAiHttpClient.Builder> application) {
        OpenAiChatModel.builder()
                .options(OpenAiChatOptions.builder()
                        .baseUrl(simulator.baseUrl() + "/v1")
                        .apiKey("a-key")
                        .build())
                .httpClientBuilderCustomizer(http -> {
                    new OpenAiAbortCustomizer(new AbortableClients()).customize(http);
                    application.accept(http);
                    http.interceptor(pool);
                })
                .build()
                .call("hello");
    }

    @Test
    void openAi_ofTheApplication_keepsSixtyFour() {
        askOpenAi(http -> {});

        assertThat(pool.maxIdle()).isEqualTo(64);
    }

    @Test
    void openAi_customizedByTheApplication_keepsWhatThatSays() {
        askOpenAi(http -> http.maxIdleConnections(3));

        assertThat(pool.maxIdle()).isEqualTo(3);
    }

    @Test
    void anthropic_ofTheApplication_keepsSixtyFour() {
        AnthropicChatModel.builder()
                .options(AnthropicChatOptions.builder()
                        .baseUrl(simulator.baseUrl())
                        .apiKey("a-key")
                        .build())
                .httpClientBuilderCustomizer(http -> {
                    new AnthropicAbortCustomizer(new AbortableClients()).customize(http);
                    http.interceptor(pool);
                })
                .build()
                .call("hello");

        assertThat(pool.maxIdle()).isEqualTo(64);
    }

    private static final class Pool implements Interceptor {

        private volatile @Nullable ConnectionPool pool;

        @Override
        public Response intercept(Chain chain) throws IOException {
            pool = ((RealCall) chain.call()).getClient().connectionPool();
            return chain.proceed(chain.request());
        }

        /** OkHttp does not tell. */
        @Nullable
        Object maxIdle() {
            Object delegate = ReflectionTestUtils.getField(pool, "delegate");
            return ReflectionTestUtils.getField(delegate, "maxIdleConnections");
        }
    }
}
