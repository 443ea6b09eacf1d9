package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.RawClient.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many clients at once, over all wires, healthy ones and cut ones side by side. */
class CrowdTest {

    private static final int CLIENTS = 16;
    private static final int REQUESTS = 40;
    private static final String BODY =
            "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    private static final List<String> PATHS = List.of("/v1/chat/completions", "/v1/messages", "/api/chat");

    private final ProviderSimulator simulator = ProviderSimulator.start();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

    @AfterEach
    void stop() {
        clients.shutdownNow();
        simulator.close();
    }

    @Test
    void clients_atOnce_eachGetTheirOwnAnswer() throws ExecutionException, InterruptedException {
        simulator.answers(
                request -> Answer.text("echo " + request.messages().get(0).text()));
        simulator.always(Behavior.pace(Duration.ofNanos(100_000)));

        for (Received received : all(client -> client)) {
            assertThat(received.text()).contains("echo").endsWith("0\r\n\r\n");
        }
        simulator.awaitNoOpenExchanges(Duration.ofSeconds(20));
        assertThat(simulator.requests())
                .hasSize(CLIENTS * REQUESTS)
                .allMatch(request -> request.finished() && !request.clientGone() && request.tokensSent() == 2);
        assertThat(simulator.books().outputTokens()).isEqualTo(2L * CLIENTS * REQUESTS);
    }

    @Test
    void clients_thatLeaveAtRandom_leaveNothingBehind() throws ExecutionException, InterruptedException {
        simulator.always(Behavior.hangAfterTokens(1));

        all(client -> {
            client.close();
            return client;
        });

        simulator.awaitNoOpenExchanges(Duration.ofSeconds(20));
        simulator.heal();
        try (RawClient client = new RawClient(simulator)) {
            String body = BODY.formatted("last");
            assertThat(client.send(RawClient.postAndClose(PATHS.get(0), body))
                            .readAll()
                            .text())
                    .endsWith("0\r\n\r\n");
        }
    }

    /** What is done to a client once its request is sent. */
    private interface Step {
        RawClient apply(RawClient client);
    }

    private List<Received> all(Step step) throws ExecutionException, InterruptedException {
        List<Future<List<Received>>> futures = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(i);
            futures.add(clients.submit(() -> {
                List<Received> received = new ArrayList<>();
                for (int j = 0; j < REQUESTS; j++) {
                    String path = PATHS.get(random.nextInt(PATHS.size()));
                    try (RawClient client = new RawClient(simulator)) {
                        client.send(RawClient.postAndClose(path, BODY.formatted(random.nextInt())));
                        received.add(step.apply(client).readAll());
                    }
                }
                return received;
            }));
        }
        List<Received> all = new ArrayList<>();
        for (Future<List<Received>> future : futures) {
            all.addAll(future.get());
        }
        return all;
    }
}
