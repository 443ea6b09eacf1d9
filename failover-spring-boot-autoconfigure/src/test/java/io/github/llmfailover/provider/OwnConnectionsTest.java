package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.time.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the connections of a client that another one has taken the place of. */
class OwnConnectionsTest {

    private final ProviderSimulator simulator = ProviderSimulator.start();

    private final VirtualTime time = new VirtualTime();

    private final OwnConnections connections = new OwnConnections();

    private final OkHttpClient client =
            new OkHttpClient.Builder().addInterceptor(connections).build();

    @AfterEach
    void stop() {
        simulator.close();
    }

    private Response ask() throws IOException {
        return client.newCall(new Request.Builder()
                        .url(simulator.baseUrl() + "/v1/models")
                        .build())
                .execute();
    }

    private int open() {
        return client.connectionPool().connectionCount();
    }

    @Test
    void idleConnection_retired_isClosedAtOnce() throws IOException {
        ask().close();
        assertThat(open()).isOne();

        connections.retire(time);

        assertThat(open()).isZero();
    }

    @Test
    void connectionInUse_retired_isClosedOnceItIsIdle() throws IOException {
        Response answer = ask();
        connections.retire(time);
        time.advance(Duration.ofSeconds(10));
        assertThat(open()).isOne();

        Objects.requireNonNull(answer.body()).bytes();
        time.advance(Duration.ofMinutes(1));

        assertThat(open()).isZero();
    }

    /** A call may have taken the client before it was retired, and be so slow that it connects afterwards. */
    @Test
    void connectionOpenedAfterTheRetirement_isClosedToo() throws IOException {
        ask().close();
        connections.retire(time);

        ask().close();
        assertThat(open()).isOne();
        time.advance(Duration.ofSeconds(1));

        assertThat(open()).isZero();
    }
}
