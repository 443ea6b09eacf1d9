package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.DrillReport;
import io.github.llmfailover.DrillReport.Outcome;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.UnknownTargetException;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.OperatorHold;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** Drills in virtual time, with fake clients. */
class DrillerTest implements FailoverListener {

    private static final Flux<ChatResponse> ANSWER =
            Flux.just(ProbeFixture.part("po", null), ProbeFixture.part("ng", "stop"));

    private final VirtualTime time = new VirtualTime();

    private final Map<String, Function<Prompt, Flux<ChatResponse>>> streams = new LinkedHashMap<>();

    private final List<DrillReport> told = new ArrayList<>();

    private final List<String> toldOtherwise = new ArrayList<>();

    private final ProviderHealths healths;

    private final Driller driller;

    DrillerTest() {
        Workers workers = Workers.create();
        // From now on they run what they are given where they are given it.
        workers.close();
        healths = ProviderHealths.create(
                List.of(HealthSettings.named("a"), HealthSettings.named("b")),
                CircuitBreakerRegistry.ofDefaults(),
                time,
                new Random(1),
                this);
        Map<Provider, ProviderHealth> members = new LinkedHashMap<>();
        for (String name : List.of("a", "b")) {
            streams.put(name, prompt -> ANSWER);
            members.put(
                    new Provider(ProviderSettings.named(name), new Client(name), ClientBinding.NONE),
                    healths.get(name));
        }
        driller = new Driller(
                new DrillSettings(Duration.ofSeconds(10), "are you there"),
                new Engine(
                        FailureClassifiers.create(List.of(), time::now)::classify, new Watchdog(time), workers, time),
                () -> members,
                () -> this);
    }

    @Override
    public void onDrillEnded(DrillReport drill) {
        told.add(drill);
    }

    @Override
    public void onAttemptEnded(AttemptReport attempt) {
        toldOtherwise.add(attempt.toString());
    }

    @Override
    public void onProbeEnded(AttemptReport probe) {
        toldOtherwise.add(probe.toString());
    }

    private CompletableFuture<DrillReport> begin() {
        return Objects.requireNonNull(driller.begin(null, "ann"));
    }

    private DrillReport.Result result(String provider) {
        return Objects.requireNonNull(driller.last()).results().stream()
                .filter(result -> result.provider().equals(provider))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void drill_ofAll_isToldOnceAndIsTheLast() {
        DrillReport report = begin().join();

        assertThat(report.passed()).isTrue();
        assertThat(report.by()).isEqualTo("ann");
        assertThat(report.results()).extracting(DrillReport.Result::provider).containsExactly("a", "b");
        assertThat(told).containsExactly(report);
        assertThat(toldOtherwise).isEmpty();
        assertThat(driller.last()).isEqualTo(report);
        assertThat(time.pendingTasks()).isLessThanOrEqualTo(1);
    }

    @Test
    void drill_whoseTimeIsOver_endsWithWhatIsMissing() {
        streams.put("a", prompt -> Flux.never());
        streams.put("b", prompt -> Flux.just(ProbeFixture.part("po", null)).concatWith(Flux.never()));
        CompletableFuture<DrillReport> drill = begin();

        time.advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(drill).isNotDone();
        time.advance(Duration.ofNanos(1));

        assertThat(drill).isDone();
        assertThat(drill.join().duration()).isEqualTo(Duration.ofSeconds(10));
        assertThat(result("a").failure()).isEqualTo(FailureKind.NO_FIRST_TOKEN);
        assertThat(result("b").failure()).isEqualTo(FailureKind.NO_RESPONSE);
        assertThat(healths.get("a").inFlight() + healths.get("b").inFlight()).isZero();
        assertThat(told).hasSize(1);
    }

    @Test
    void drill_besideAnother_isNotMadeAndOneAfterItIs() {
        streams.put("a", prompt -> Flux.never());
        begin();

        assertThat(driller.begin("b", null)).isNull();
        time.advance(Duration.ofSeconds(10));

        streams.put("a", prompt -> ANSWER);
        assertThat(begin().join().passed()).isTrue();
    }

    @Test
    void drill_whoseListenerWantsAnother_getsOne() {
        List<DrillReport> second = new ArrayList<>();
        FailoverListener again = new FailoverListener() {
            @Override
            public void onDrillEnded(DrillReport drill) {
                if (second.isEmpty()) {
                    second.add(drill);
                    second.add(begin().join());
                }
                throw new IllegalStateException("and fails");
            }
        };
        Map<Provider, ProviderHealth> none = Map.of();
        Driller noisy = new Driller(
                DrillSettings.DEFAULTS,
                new Engine(
                        FailureClassifiers.create(List.of(), time::now)::classify,
                        new Watchdog(time),
                        Workers.create(),
                        time),
                () -> none,
                () -> again);

        assertThat(Objects.requireNonNull(noisy.begin(null, null)).join().results())
                .isEmpty();
        assertThat(second).hasSize(2);
    }

    @Test
    void drill_ofOneThatIsOut_asksItAndMovesNothing() {
        streams.put("a", prompt -> Flux.error(new IllegalStateException("no")));
        Instant now = time.now();
        healths.get("b").hold(new OperatorHold(OperatorAction.DISABLE, now, now.plusSeconds(60), null));

        for (int i = 0; i < 20; i++) {
            begin().join();
        }

        assertThat(result("a").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result("b").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(result("b").state()).isEqualTo(ProviderState.DISABLED);
        assertThat(healths.get("a").state()).isEqualTo(ProviderState.CLOSED);
        assertThat(healths.get("b").state()).isEqualTo(ProviderState.DISABLED);
        assertThat(healths.get("a").snapshot().failed()).isZero();
    }

    @Test
    void drill_ofAClientThatCannotStream_callsIt() {
        streams.put("a", prompt -> {
            throw new UnsupportedOperationException("streams are not supported");
        });

        begin().join();

        assertThat(result("a").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(result("a").streamed()).isFalse();
        assertThat(result("b").streamed()).isTrue();
    }

    @Test
    void drill_ofAnUnknownProvider_isRejectedAndBlocksNoOther() {
        assertThatThrownBy(() -> driller.begin("nobody", null))
                .isInstanceOf(UnknownTargetException.class)
                .hasMessage("There is no such provider. There are a, b.");
        assertThat(begin().join().passed()).isTrue();
    }

    @Test
    void settings_withNoTimeOrTooMuch_areRejected() {
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofMinutes(11))) {
            assertThatThrownBy(() -> new DrillSettings(timeout, "ping")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(DrillSettings.DEFAULTS.toString()).doesNotContain("ping");
    }

    private final class Client implements ChatModel {

        private final String name;

        Client(String name) {
            this.name = name;
        }

        @Override
        public ChatResponse call(Prompt prompt) {
            return ProbeFixture.part("pong", "stop");
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            return Objects.requireNonNull(streams.get(name)).apply(prompt);
        }
    }
}
