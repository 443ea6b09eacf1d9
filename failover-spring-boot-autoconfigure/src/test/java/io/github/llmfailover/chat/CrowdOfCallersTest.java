package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** Many threads at once over clients that fail at random. */
@Timeout(120)
class CrowdOfCallersTest {

    private static final int THREADS = 200;

    private static final int CALLS = 50;

    private final Random random = new Random(42);

    private FakeModel unreliable() {
        return new FakeModel(
                () -> {
                    if (random.nextInt(3) == 0) {
                        throw new IllegalStateException("test");
                    }
                    return random.nextInt(10) == 0 ? null : FakeModel.whole("answer");
                },
                () -> switch (random.nextInt(4)) {
                    case 0 -> Flux.error(new IllegalStateException("test"));
                    case 1 -> Flux.empty();
                    default -> Flux.just(FakeModel.part("ans"), FakeModel.part("wer"), FakeModel.last());
                });
    }

    @Test
    void manyCallersAtOnce_allAreAnswered_noPermitIsLeft() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(THREADS);
        try (FakeChain chain = new FakeChain(unreliable(), unreliable(), unreliable(), FakeModel.answering("answer"))) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                boolean streaming = i % 2 == 0;
                tasks.add(() -> {
                    int answered = 0;
                    for (int call = 0; call < CALLS; call++) {
                        answered += isAnswered(chain.model(), streaming) ? 1 : 0;
                    }
                    return answered;
                });
            }

            int answered = 0;
            for (Future<Integer> result : callers.invokeAll(tasks, 100, TimeUnit.SECONDS)) {
                answered += result.get();
            }

            assertThat(answered).isEqualTo(THREADS * CALLS);
            chain.assertNoPermitLeft();
            assertThat(chain.health("a").succeeded()
                            + chain.health("b").succeeded()
                            + chain.health("c").succeeded()
                            + chain.health("d").succeeded())
                    .isEqualTo(THREADS * CALLS);
        } finally {
            callers.shutdownNow();
        }
    }

    private static boolean isAnswered(FailoverChatModel model, boolean streaming) {
        Prompt prompt = new Prompt("Hello.");
        if (!streaming) {
            return model.call(prompt).getResult().getOutput().getText().equals("answer");
        }
        List<ChatResponse> chunks = model.stream(prompt).collectList().block(Duration.ofSeconds(60));
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.getResult().getOutput().getText()));
        return text.toString().equals("answer") && FailoverReport.of(chunks.get(chunks.size() - 1)) != null;
    }
}
