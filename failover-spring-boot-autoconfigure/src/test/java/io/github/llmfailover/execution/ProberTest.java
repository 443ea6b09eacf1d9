package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Flux;

@ExtendWith(OutputCaptureExtension.class)
class ProberTest {

    private final ProbeFixture fixture = new ProbeFixture();

    @Test
    void provider_thatServes_isNotProbed() {
        fixture.advance(600);

        assertThat(fixture.requests).isEmpty();
        assertThat(fixture.time.pendingTasks()).isZero();
    }

    @Test
    void provider_whoseBreakerIsOpen_isNotProbedBeforeItsOpenTimeIsOver() {
        fixture.open();
        fixture.advance(9);

        assertThat(fixture.requests).isEmpty();
    }

    @Test
    void provider_thatHasHealed_isClosedByAsManyProbesAsTheBreakerAsksFor() {
        fixture.open();
        fixture.advance(60);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(fixture.requests).hasSize(3);
        assertThat(fixture.at.get(0)).isBetween(10L, 13L);
        assertThat(fixture.at.get(2)).isLessThan(21L);
        assertThat(fixture.inFlight()).isZero();
        assertThat(fixture.time.pendingTasks()).isZero();
    }

    @Test
    void probe_isTheSyntheticPromptWithALimitOfTokensAndNothingElse() {
        fixture.open();
        fixture.advance(15);

        assertThat(fixture.requests.get(0).getContents()).isEqualTo("are you there");
        assertThat(fixture.requests.get(0).getInstructions()).hasSize(1);
        assertThat(Objects.requireNonNull(fixture.requests.get(0).getOptions()).getMaxTokens())
                .isEqualTo(16);
    }

    @Test
    void callers_whileProbesAreUnderWay_areOnlyLetInWhereNobodyElseCanServe() {
        fixture.open();
        fixture.advance(13);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.HALF_OPEN);
        assertThat(fixture.health.tryAcquire(null, Claim.FAIR)).isNull();
        Permit needed = Objects.requireNonNull(fixture.health.tryAcquire(null, Claim.NEEDED));
        needed.released();
    }

    @Test
    void probes_areToldOfAsProbesNotAsAttempts() {
        fixture.open();
        fixture.advance(60);

        assertThat(fixture.probes).hasSize(3).allMatch(AttemptReport::succeeded);
        assertThat(fixture.attempts).isEmpty();
    }

    @Test
    void provider_thatStaysOut_isProbedNoMoreOftenThanTheIntervalAndTheOpenTimeAllow() {
        fixture.streams(prompt -> Flux.error(new TransientAiException("HTTP 500 - down")));
        fixture.open();
        fixture.advance(600);

        assertThat(fixture.health.state()).isIn(ProviderState.OPEN, ProviderState.HALF_OPEN);
        assertThat(fixture.requests.size()).isBetween(9, 22);
        for (int i = 1; i < fixture.at.size(); i++) {
            assertThat(fixture.at.get(i) - fixture.at.get(i - 1)).isGreaterThanOrEqualTo(26);
        }
        assertThat(fixture.probes).allMatch(probe -> probe.failure() == FailureKind.SERVER_ERROR);
        assertThat(fixture.inFlight()).isZero();
    }

    @Test
    void probe_withoutAFirstToken_endsAtItsLimitAndIsHeldAgainstTheProvider() {
        fixture.streams(prompt -> Flux.never());
        fixture.open();
        fixture.advance(14);
        assertThat(fixture.inFlight()).isEqualTo(1);
        fixture.advance(21);

        assertThat(fixture.probes).extracting(AttemptReport::failure).containsExactly(FailureKind.NO_FIRST_TOKEN);
        assertThat(fixture.inFlight()).isZero();
    }

    @Test
    void probe_thatStallsAfterItsFirstToken_fails() {
        fixture.streams(prompt -> Flux.concat(Flux.just(ProbeFixture.part("po", null)), Flux.never()));
        fixture.open();
        fixture.advance(35);

        assertThat(fixture.probes).extracting(AttemptReport::failure).containsExactly(FailureKind.STALLED);
        assertThat(fixture.inFlight()).isZero();
    }

    @Test
    void probe_answeredWithNothing_fails() {
        fixture.streams(prompt -> Flux.empty());
        fixture.open();
        fixture.advance(15);

        assertThat(fixture.probes).extracting(AttemptReport::failure).containsExactly(FailureKind.MALFORMED);
    }

    @Test
    void probe_cutByItsLimitOfTokensBeforeAnyText_succeeds() {
        fixture.streams(prompt -> Flux.just(ProbeFixture.part("", "length")));
        fixture.open();
        fixture.advance(60);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void provider_thatIsRateLimitedWhenProbed_restsUnprobed() {
        fixture.streams(prompt -> Flux.error(new NonTransientAiException("HTTP 402 - no credit")));
        fixture.open();
        fixture.advance(300);

        assertThat(fixture.requests).hasSize(1);
        assertThat(fixture.health.state()).isEqualTo(ProviderState.RESTING);
    }

    @Test
    void client_thatCannotStream_isCalled() {
        fixture.streams(prompt -> {
            throw new UnsupportedOperationException("no streams");
        });
        fixture.open();
        fixture.advance(60);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(fixture.requests).hasSize(4);
    }

    @Test
    void model_thatRejectsTheLimitOfTokens_isProbedWithoutIt() {
        fixture.streams(prompt -> {
            ChatOptions options = prompt.getOptions();
            return options != null && options.getMaxTokens() != null
                    ? Flux.error(new NonTransientAiException("HTTP 400 - unsupported parameter"))
                    : ProbeFixture.ANSWER;
        });
        fixture.open();
        fixture.advance(60);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(fixture.requests).hasSize(4);
    }

    @Test
    void provider_thatRejectsEveryProbe_isGivenBackToCallers(CapturedOutput output) {
        fixture.streams(prompt -> Flux.error(new NonTransientAiException("HTTP 400 - are you there? No.")));
        fixture.open();
        fixture.advance(60);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(output).contains("llm.failover.probe.prompt").doesNotContain("are you there");
    }

    @Test
    void provider_forcedOpenByAnOperator_isNotProbedUntilItIsGivenBack() {
        fixture.open();
        fixture.registry.circuitBreaker("openai").transitionToForcedOpenState();
        fixture.advance(600);
        assertThat(fixture.requests).isEmpty();

        fixture.registry.circuitBreaker("openai").transitionToHalfOpenState();
        fixture.health.snapshot();
        fixture.advance(60);
        assertThat(fixture.health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void provider_toldOfManyTimes_hasOneProbeAtATime() {
        fixture.streams(prompt -> Flux.never());
        fixture.open();
        for (int i = 0; i < 100; i++) {
            fixture.advance(1);
            fixture.prober.onProviderStateChanged(new io.github.llmfailover.ProviderStateChangedEvent(
                    "openai", ProviderState.CLOSED, ProviderState.OPEN, fixture.time.now(), null));
            assertThat(fixture.inFlight()).isLessThanOrEqualTo(1);
        }

        assertThat(fixture.requests.size()).isLessThanOrEqualTo(3);
    }

    @Test
    void stop_whileAProbeIsUnderWay_releasesItsPermitAndSchedulesNothing() {
        fixture.streams(prompt -> Flux.never());
        fixture.open();
        fixture.advance(14);
        assertThat(fixture.inFlight()).isEqualTo(1);

        fixture.prober.stop();
        fixture.advance(600);

        assertThat(fixture.inFlight()).isZero();
        assertThat(fixture.requests).hasSize(1);
        assertThat(fixture.probes).isEmpty();
        assertThat(fixture.time.pendingTasks()).isZero();
    }

    @Test
    void start_afterAStop_goesOn() {
        fixture.open();
        fixture.advance(1);
        fixture.prober.stop();
        fixture.advance(600);
        assertThat(fixture.requests).isEmpty();

        fixture.prober.start();
        fixture.advance(60);
        assertThat(fixture.health.state()).isEqualTo(ProviderState.CLOSED);
    }
}
