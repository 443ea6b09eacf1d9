package io.github.llmfailover.execution;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.BreakerSettings;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** A prober and the one provider that it looks after, in virtual time and on one thread. */
final class ProbeFixture implements FailoverListener {

    static final Flux<ChatResponse> ANSWER = Flux.just(part("po", null), part("ng", "stop"));

    final VirtualTime time = new VirtualTime();

    final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

    final List<Prompt> requests = new ArrayList<>();

    /** When each request was made, in seconds from the start. */
    final List<Long> at = new ArrayList<>();

    final List<AttemptReport> probes = new ArrayList<>();

    final List<AttemptReport> attempts = new ArrayList<>();

    final ProviderHealth health;

    final Prober prober;

    private Function<Prompt, Flux<ChatResponse>> streams = prompt -> ANSWER;

    private Function<Prompt, ChatResponse> calls = prompt -> part("pong", "stop");

    ProbeFixture() {
        this(new ProbeSettings(Duration.ofSeconds(30), "are you there"));
    }

    ProbeFixture(ProbeSettings settings) {
        Workers workers = Workers.create();
        // From now on they run what they are given where they are given it.
        workers.close();
        Provider provider = new Provider(ProviderSettings.named("openai"), new Client(), ClientBinding.NONE);
        health = ProviderHealths.create(
                        List.of(new HealthSettings("openai", BreakerSettings.DEFAULTS, 0, true)),
                        registry,
                        time,
                        new Random(7),
                        this)
                .get("openai");
        prober = new Prober(
                settings,
                new Engine(
                        FailureClassifiers.create(List.of(), time::now)::classify, new Watchdog(time), workers, time),
                FailureRules.defaults(),
                new Random(7),
                () -> Map.of(provider, health),
                () -> this);
        prober.start();
    }

    void streams(Function<Prompt, Flux<ChatResponse>> streams) {
        this.streams = streams;
    }

    void calls(Function<Prompt, ChatResponse> calls) {
        this.calls = calls;
    }

    /** Lets callers' requests fail until the breaker is open. */
    void open() {
        while (health.state() == ProviderState.CLOSED) {
            Permit permit = Objects.requireNonNull(health.tryAcquire(null, Claim.FAIR));
            permit.failed(
                    Failure.of(FailureKind.SERVER_ERROR), FailureKind.SERVER_ERROR.defaultReaction(), 1_000, false);
        }
    }

    void advance(long seconds) {
        time.advance(Duration.ofSeconds(seconds));
    }

    int inFlight() {
        return health.snapshot().inFlight();
    }

    static ChatResponse part(String text, @Nullable String finishReason) {
        return new ChatResponse(List.of(new Generation(
                new AssistantMessage(text),
                ChatGenerationMetadata.builder().finishReason(finishReason).build())));
    }

    @Override
    public void onProviderStateChanged(ProviderStateChangedEvent event) {
        prober.onProviderStateChanged(event);
    }

    @Override
    public void onProbeEnded(AttemptReport probe) {
        probes.add(probe);
    }

    @Override
    public void onAttemptEnded(AttemptReport attempt) {
        attempts.add(attempt);
    }

    private final class Client implements ChatModel {

        @Override
        public ChatResponse call(Prompt prompt) {
            noted(prompt);
            return calls.apply(prompt);
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            noted(prompt);
            return streams.apply(prompt);
        }

        private void noted(Prompt prompt) {
            requests.add(prompt);
            at.add(time.elapsed().toSeconds());
        }
    }
}
