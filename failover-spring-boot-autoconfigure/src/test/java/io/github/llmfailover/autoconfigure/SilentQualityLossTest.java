package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.AnswerValidator;
import io.github.llmfailover.AnswerValidator.Verdict;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A backup that answers worse than the model the prompts were written for, which no call fails of. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SilentQualityLossTest {

    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}";

    private final ProviderSimulator primary = ProviderSimulator.start();

    private final ProviderSimulator backup = ProviderSimulator.start();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final ApplicationContextRunner application = Runners.empty()
            .withConfiguration(AutoConfigurations.of(FailoverObservationAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class, () -> meters)
            .withPropertyValues(
                    "llm.failover.chain=primary,backup",
                    "llm.failover.retry.max=0",
                    "llm.failover.providers.primary.client.type=openai",
                    "llm.failover.providers.primary.client.base-url=" + primary.baseUrl() + "/v1",
                    "llm.failover.providers.primary.client.api-key=key",
                    "llm.failover.providers.backup.client.type=anthropic",
                    "llm.failover.providers.backup.client.base-url=" + backup.baseUrl(),
                    "llm.failover.providers.backup.client.api-key=key");

    @AfterEach
    void stop() {
        primary.close();
        backup.close();
    }

    private static Prompt structured() {
        return new Prompt(
                "where?", FailoverChatOptions.builder().outputSchema(SCHEMA).build());
    }

    private void ask(FailoverChatModel model) {
        model.call(structured());
        model.stream(structured()).blockLast();
    }

    @Test
    void backup_thatAnswersShorterAndBreaksTheSchema_showsInTheMetersByProvider() {
        primary.answers(Answer.json("{\"city\": \"Paris, the capital of France, on the Seine\"}"));
        backup.answers(Answer.text("Sure! Paris").withFinishReason("max_tokens"));
        application.run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            ask(model);
            primary.always(Behavior.serverError());
            ask(model);

            awaitChecks(4);
            assertThat(count("llm.failover.answer.checks", "primary", "result", "valid"))
                    .isEqualTo(2);
            assertThat(count("llm.failover.answer.checks", "primary", "result", "invalid"))
                    .isZero();
            assertThat(count("llm.failover.answer.checks", "backup", "result", "invalid"))
                    .isEqualTo(2);
            assertThat(count("llm.failover.finish.reasons", "primary", "reason", "stop"))
                    .isEqualTo(2);
            assertThat(count("llm.failover.finish.reasons", "backup", "reason", "length"))
                    .isEqualTo(2);
            assertThat(meters.get("llm.failover.answer.tokens")
                            .tag("provider", "backup")
                            .summary()
                            .mean())
                    .isLessThan(meters.get("llm.failover.answer.tokens")
                            .tag("provider", "primary")
                            .summary()
                            .mean());
        });
    }

    @Test
    void backup_thatRefuses_isCounted() {
        primary.always(Behavior.serverError());
        backup.answers(Answer.refusal("I would rather not."));
        application.run(context -> {
            context.getBean(FailoverChatModel.class).stream(new Prompt("hello")).blockLast();

            assertThat(meters.get("llm.failover.refusals")
                            .tag("provider", "backup")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(count("llm.failover.finish.reasons", "backup", "reason", "content_filter"))
                    .isEqualTo(1);
        });
    }

    @Test
    void validatorOfTheApplication_isHeard_andOneThatFailsBreaksNothing(CapturedOutput output) {
        primary.answers(Answer.text("canary of an answer"));
        AnswerValidator failing = answer -> {
            throw new IllegalStateException(answer.text());
        };
        AnswerValidator own = answer -> answer.text().contains("canary") ? Verdict.INVALID : Verdict.UNKNOWN;
        application
                .withBean("failing", AnswerValidator.class, () -> failing)
                .withBean("own", AnswerValidator.class, () -> own)
                .run(context -> {
                    assertThat(context.getBean(FailoverChatModel.class).call("hello"))
                            .contains("canary");

                    awaitChecks(1);
                    assertThat(count("llm.failover.answer.checks", "primary", "result", "invalid"))
                            .isEqualTo(1);
                });
        assertThat(output).contains("The answer validator").doesNotContain("canary of");
    }

    @Test
    void answer_toARequestWithoutSchema_isNotChecked() {
        application.run(context -> {
            context.getBean(FailoverChatModel.class).call("hello");
            context.getBean(FailoverChatModel.class).call(structured());

            // Answers are judged in the order in which they come, so that the first would have been by now.
            awaitChecks(1);
            assertThat(checks()).isEqualTo(1);
        });
    }

    private void awaitChecks(int number) {
        while (checks() < number) {
            Thread.onSpinWait();
        }
    }

    private double checks() {
        return meters.find("llm.failover.answer.checks").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double count(String meter, String provider, String tag, String value) {
        Counter counter =
                meters.find(meter).tags("provider", provider, tag, value).counter();
        return counter == null ? 0 : counter.count();
    }
}
