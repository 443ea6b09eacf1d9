package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.execution.Prober;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.test.RecordedRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Probes of a whole application, with real clients over real sockets. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class BackgroundProbeTest {

    private static final String PROBE = "probe-canary";

    private final ProviderSimulator primary =
            ProviderSimulator.builder().name("primary").start();

    private final ProviderSimulator secondary =
            ProviderSimulator.builder().name("secondary").start();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void stop() {
        primary.close();
        secondary.close();
    }

    private ApplicationContextRunner application() {
        return application("openai");
    }

    private ApplicationContextRunner application(String first) {
        boolean openai = first.equals("openai");
        String second = openai ? "anthropic" : "openai";
        secondary.answers(Answer.text("secondary"));
        return Runners.threeStarters()
                .withConfiguration(AutoConfigurations.of(
                        FailoverProbeAutoConfiguration.class,
                        FailoverObservationAutoConfiguration.class,
                        FailoverActuatorAutoConfiguration.class))
                .withBean(SimpleMeterRegistry.class, () -> meters)
                .withPropertyValues(
                        "spring.ai.openai.base-url=" + (openai ? primary : secondary).baseUrl() + "/v1",
                        "spring.ai.openai.max-retries=0",
                        "spring.ai.anthropic.base-url=" + (openai ? secondary : primary).baseUrl(),
                        "spring.ai.anthropic.max-retries=0",
                        "spring.ai.ollama.base-url=" + primary.baseUrl(),
                        "spring.ai.retry.max-attempts=0",
                        "llm.failover.chain=" + first + "," + second,
                        "llm.failover.retry.max=0",
                        "llm.failover.circuit-breaker.open-duration=500ms",
                        "llm.failover.circuit-breaker.open-duration-multiplier=1",
                        "llm.failover.probe.enabled=true",
                        "llm.failover.probe.interval=1s",
                        "llm.failover.probe.prompt=" + PROBE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "ollama"})
    void primary_downAndHealed_isClosedByProbesWithoutOneRequestOfACaller(String first, CapturedOutput output) {
        application(first).run(context -> {
            primary.always(Behavior.serverError());
            ChatModel model = context.getBean(ChatModel.class);
            while (state(context, first) == ProviderState.CLOSED) {
                assertThat(model.call("hello")).isEqualTo("secondary");
            }
            int before = primary.requestCount();
            // Asks all through the outage; the first probes find the provider still down.
            awaitRequests(before + 1, () -> assertThat(model.call("hello")).isEqualTo("secondary"));
            primary.heal();
            while (state(context, first) != ProviderState.CLOSED) {
                assertThat(model.call("hello")).isEqualTo("secondary");
                pause();
            }
            assertThat(primary.requests().subList(before, primary.requestCount()))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(request -> assertThat(text(request)).contains(PROBE));
            assertThat(primary.requests().subList(0, before)).hasSize(5).allSatisfy(request -> assertThat(text(request))
                    .doesNotContain(PROBE));

            int closed = primary.requestCount();
            model.call("hello");
            assertThat(primary.requestCount()).isEqualTo(closed + 1);
            assertThat(context.getBean(ProviderHealths.class)
                            .get(first)
                            .snapshot()
                            .inFlight())
                    .isZero();
            assertThat(meters.get("llm.failover.probes")
                            .tag("provider", first)
                            .tag("outcome", "SUCCESS")
                            .timer()
                            .count())
                    .isGreaterThanOrEqualTo(2);
        });
        assertThat(output).doesNotContain(PROBE);
    }

    @Test
    void context_closed_probesNobody() {
        application().run(context -> {
            primary.always(Behavior.hangBeforeHeaders());
            primary.next(
                    Behavior.serverError(),
                    Behavior.serverError(),
                    Behavior.serverError(),
                    Behavior.serverError(),
                    Behavior.serverError());
            ChatModel model = context.getBean(ChatModel.class);
            while (state(context, "openai") == ProviderState.CLOSED) {
                model.call("hello");
            }
            int before = primary.requestCount();
            awaitRequests(before + 1, () -> {});
            assertThat(context.getBean(Prober.class).isRunning()).isTrue();
            context.close();
            primary.awaitNoOpenExchanges(Duration.ofSeconds(10));
            assertThat(primary.requestCount()).isEqualTo(before + 1);
        });
    }

    @Test
    void probes_notEnabled_leaveNoTrace() {
        application().withPropertyValues("llm.failover.probe.enabled=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(Prober.class)
                .doesNotHaveBean(ProberLifecycle.class));
    }

    private void awaitRequests(int number, Runnable meanwhile) throws InterruptedException {
        while (primary.requestCount() < number) {
            meanwhile.run();
            pause();
        }
    }

    private static void pause() throws InterruptedException {
        assertThat(new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS)).isFalse();
    }

    private static ProviderState state(AssertableApplicationContext context, String provider) {
        return context.getBean(ProviderHealths.class).get(provider).state();
    }

    private static String text(RecordedRequest request) {
        return String.valueOf(request.body());
    }
}
