package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.UnknownTargetException;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.observation.MeterListener;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;

/** Whatever callers, models and providers call themselves, it makes no meter. */
@Timeout(120)
class BoundedMetersTest {

    private static final int ROUNDS = 5;

    private final ProviderSimulator first = ProviderSimulator.start();

    private final ProviderSimulator second = ProviderSimulator.start();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final AtomicInteger names = new AtomicInteger();

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private String name() {
        return "canary-" + names.incrementAndGet();
    }

    private Answer hostileAnswer() {
        return Answer.text(name())
                .withModel(name())
                .withFinishReason(name())
                .withUsage(Integer.MAX_VALUE, Integer.MAX_VALUE)
                .withCachedInput(Integer.MAX_VALUE);
    }

    @Test
    void meters_ofHostileCallersAndProviders_areAsManyAsOfTheFirstOnes() {
        first.answers(request -> hostileAnswer());
        second.answers(request -> hostileAnswer());
        Runners.empty()
                .withConfiguration(AutoConfigurations.of(FailoverObservationAutoConfiguration.class))
                .withBean(SimpleMeterRegistry.class, () -> meters)
                .withPropertyValues(
                        "llm.failover.chain=first,second",
                        "llm.failover.retry.max=0",
                        "llm.failover.circuit-breaker.sliding-window-size=1000",
                        "llm.failover.circuit-breaker.minimum-number-of-calls=1000",
                        "llm.failover.providers.first.client.type=openai",
                        "llm.failover.providers.first.client.base-url=" + first.baseUrl() + "/v1",
                        "llm.failover.providers.first.client.api-key=key",
                        "llm.failover.providers.first.price.input=1",
                        "llm.failover.providers.first.price.output=2",
                        "llm.failover.providers.second.client.type=anthropic",
                        "llm.failover.providers.second.client.base-url=" + second.baseUrl(),
                        "llm.failover.providers.second.client.api-key=key",
                        "llm.failover.providers.second.price.input=1",
                        "llm.failover.providers.second.price.output=2",
                        "llm.failover.providers.second.price.currency=EUR")
                .run(context -> {
                    FailoverChatModel model = context.getBean(FailoverChatModel.class);
                    // The first round meets everything that the others do.
                    hostileRound(model);
                    int before = registered().size();
                    for (int i = 1; i < ROUNDS; i++) {
                        hostileRound(model);
                    }
                    for (int i = 0; i < 1_000; i++) {
                        context.getBean(MeterListener.class).onAnswerChecked(name(), i % 2 == 0);
                        context.getBean(MeterListener.class).onAttemptEnded(unknownProvider(name()));
                    }

                    assertThat(registered().size() - before)
                            .as("meters of providers that are not configured")
                            .isLessThanOrEqualTo(8);
                    assertThat(registered())
                            .allSatisfy(id -> assertThat(id.toString()).doesNotContain("canary"));
                });
    }

    private void hostileRound(FailoverChatModel model) {
        Prompt prompt =
                new Prompt(name(), FailoverChatOptions.builder().model(name()).build());
        model.call(prompt);
        model.stream(prompt).blockLast(Duration.ofSeconds(20));
        first.next(Behavior.serverError(), Behavior.closeAfterTokens(0), Behavior.errorEventAt(1, name()));
        model.call(prompt);
        model.stream(prompt).blockLast(Duration.ofSeconds(20));
        model.stream(prompt).blockLast(Duration.ofSeconds(20));
        assertThatThrownBy(() -> model.call(new Prompt(
                        "?", FailoverChatOptions.builder().chain(name()).build())))
                .isInstanceOf(UnknownTargetException.class);
    }

    private static AttemptReport unknownProvider(String name) {
        return new AttemptReport(name, name, null, 0, Duration.ZERO, Duration.ofMillis(1), null, 1, 1, 0);
    }

    private Set<Meter.Id> registered() {
        return meters.getMeters().stream().map(Meter::getId).collect(Collectors.toSet());
    }
}
