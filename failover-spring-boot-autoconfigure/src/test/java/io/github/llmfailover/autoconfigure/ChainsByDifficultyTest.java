package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.llmfailover.ChainRouter;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.UnknownTargetException;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Which chain serves requests that name none, with real clients. */
@Timeout(60)
class ChainsByDifficultyTest {

    private static final Prompt EASY = new Prompt("What is the capital of France?");

    private static final Prompt HARD = new Prompt("Compare these contracts. ".repeat(200));

    private final ProviderSimulator large = ProviderSimulator.start();

    private final ProviderSimulator small = ProviderSimulator.start();

    private final ApplicationContextRunner application = Runners.empty()
            .withPropertyValues(
                    "llm.failover.chain=large",
                    "llm.failover.chains.cheap=small,large",
                    "llm.failover.retry.max=0",
                    "llm.failover.providers.large.client.type=openai",
                    "llm.failover.providers.large.client.base-url=" + large.baseUrl() + "/v1",
                    "llm.failover.providers.large.client.api-key=key",
                    "llm.failover.providers.small.client.type=anthropic",
                    "llm.failover.providers.small.client.base-url=" + small.baseUrl(),
                    "llm.failover.providers.small.client.api-key=key");

    private final ApplicationContextRunner byDifficulty =
            application.withPropertyValues("llm.failover.difficulty.easy-chain=cheap");

    @AfterEach
    void stop() {
        large.close();
        small.close();
    }

    private static String servedBy(FailoverChatModel model, Prompt prompt) {
        String called = FailoverReport.of(model.call(prompt)).provider();
        String streamed = FailoverReport.of(
                        Objects.requireNonNull(model.stream(prompt).blockLast()))
                .provider();
        assertThat(streamed).isEqualTo(called);
        return String.valueOf(called);
    }

    @Test
    void requests_unlessConfigured_areAllServedByTheDefaultChain() {
        application.run(context -> assertThat(servedBy(context.getBean(FailoverChatModel.class), EASY))
                .isEqualTo("large"));
    }

    @Test
    void easyRequest_isServedByTheEasyChain_andFailsOverInIt() {
        byDifficulty.run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            assertThat(servedBy(model, EASY)).isEqualTo("small");
            assertThat(servedBy(model, HARD)).isEqualTo("large");

            small.always(Behavior.serverError());
            assertThat(servedBy(model, EASY)).isEqualTo("large");
        });
    }

    @Test
    void request_thatNamesItsChainOrProvider_isLeftAlone() {
        byDifficulty.run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            assertThat(servedBy(
                            model,
                            new Prompt(
                                    "hi",
                                    FailoverChatOptions.builder()
                                            .chain("default")
                                            .build())))
                    .isEqualTo("large");
            assertThat(servedBy(
                            model,
                            new Prompt(
                                    "hi",
                                    FailoverChatOptions.builder().pin("large").build())))
                    .isEqualTo("large");
        });
    }

    @Test
    void routerOfTheApplication_decidesBeforeTheBuiltInRule() {
        ChainRouter router = prompt -> prompt.getContents().contains("France") ? "default" : null;
        byDifficulty.withBean(ChainRouter.class, () -> router).run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            assertThat(servedBy(model, EASY)).isEqualTo("large");
            assertThat(servedBy(model, new Prompt("hi"))).isEqualTo("small");
        });
    }

    @Test
    void router_thatNamesNoChainOrFails_sendsThePromptToNobody() {
        application.withBean(ChainRouter.class, () -> prompt -> "eu-only").run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            assertThatExceptionOfType(UnknownTargetException.class).isThrownBy(() -> model.call(EASY));
            assertThatExceptionOfType(UnknownTargetException.class)
                    .isThrownBy(() -> model.stream(EASY).blockLast());
        });
        ChainRouter broken = prompt -> {
            throw new IllegalStateException("no classifier");
        };
        application.withBean(ChainRouter.class, () -> broken).run(context -> assertThatIllegalStateException()
                .isThrownBy(() -> context.getBean(FailoverChatModel.class).call(EASY))
                .withMessage("no classifier"));
        assertThat(large.requestCount() + small.requestCount()).isZero();
    }
}
