package io.github.llmfailover.benchmarks;

import io.github.llmfailover.FailoverChatOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;
import reactor.core.publisher.Flux;

/** A blocking call with options in its prompt, which are put into those of the provider, here OpenAI's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class OptionsBenchmark {

    /** What the prompt carries. */
    public enum Asked {
        /** No options. */
        NONE,
        /** What {@code ChatClient} sends where its user sets nothing. */
        NOTHING,
        /** Portable options. */
        PORTABLE,
        /** What {@code ChatClient} sends where its user sets portable options. */
        FAILOVER,
        /** The provider's own. */
        NATIVE;

        @Nullable
        ChatOptions options() {
            return switch (this) {
                case NONE -> null;
                case NOTHING -> FailoverChatOptions.builder().build();
                case PORTABLE ->
                    ChatOptions.builder().temperature(0.2).maxTokens(200).build();
                case FAILOVER ->
                    FailoverChatOptions.builder()
                            .temperature(0.2)
                            .maxTokens(200)
                            .build();
                case NATIVE ->
                    OpenAiChatOptions.builder()
                            .model("gpt-5.4")
                            .temperature(0.2)
                            .seed(7)
                            .build();
            };
        }
    }

    /** What the prompt carries. */
    @Param
    Asked asked;

    private InMemoryChain providers;

    private Prompt prompt;

    /** Builds the chain. */
    @Setup
    public void create() {
        providers = new InMemoryChain(
                2, 0, new AbortableBinding(), () -> new InMemoryClient(PreparedAnswers.whole(), Flux.empty()));
        prompt = new Prompt("hello", asked.options());
    }

    /** Ends the chain's threads. */
    @TearDown
    public void close() {
        providers.close();
    }

    /** One thread. */
    @Benchmark
    public ChatResponse call() {
        return providers.model().call(prompt);
    }
}
