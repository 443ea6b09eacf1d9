package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.chat.FailoverChatClient;
import io.github.llmfailover.chat.StreamedPart;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.test.ProviderSimulatorExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What {@code docs/testing.md} shows: how an application tests its own failover. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"sample.demo=false", "llm.failover.chain=openai,anthropic"})
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_EACH_TEST_METHOD)
class OwnFailoverTest {

    @RegisterExtension
    static final ProviderSimulatorExtension openai = ProviderSimulatorExtension.named("openai");

    @RegisterExtension
    static final ProviderSimulatorExtension anthropic = ProviderSimulatorExtension.named("anthropic");

    @DynamicPropertySource
    static void providers(DynamicPropertyRegistry registry) {
        registry.add("spring.ai.openai.base-url", () -> openai.simulator().baseUrl() + "/v1");
        registry.add("spring.ai.openai.api-key", () -> "a-key");
        registry.add("spring.ai.anthropic.base-url", () -> anthropic.simulator().baseUrl());
        registry.add("spring.ai.anthropic.api-key", () -> "a-key");
    }

    @Autowired
    ChatClient.Builder builder;

    @Test
    void question_theFirstProviderIsDown_isAnsweredByTheSecond() {
        ProviderSimulator first = openai.simulator();
        ProviderSimulator second = anthropic.simulator();
        first.always(Behavior.overloaded());
        second.answers(Answer.text("Paris."));

        ChatResponse response =
                builder.build().prompt("Capital of France?").call().chatResponse();

        assertThat(response.getResult().getOutput().getText()).isEqualTo("Paris.");
        assertThat(FailoverReport.of(response).provider()).isEqualTo("anthropic");
        assertThat(first.requests()).hasSize(2);
    }

    @Test
    void stream_cutInTheMiddle_isOneWholeAnswer() {
        openai.simulator().answers(Answer.text("The tide turns twice a day, and the harbour empties."));
        openai.simulator().next(Behavior.resetAfterTokens(6));
        anthropic.simulator().answers(Answer.text("Twice a day the tide turns."));

        StringBuilder shown = new StringBuilder();
        FailoverChatClient.parts(builder.build().prompt("The tide?").stream().chatResponse())
                .doOnNext(part -> {
                    if (part instanceof StreamedPart.Restart) {
                        shown.setLength(0);
                    } else if (part instanceof StreamedPart.Text text) {
                        shown.append(text.text());
                    }
                })
                .blockLast();

        assertThat(shown).hasToString("Twice a day the tide turns.");
    }

    @Test
    void question_nobodyCanAnswer_saysWhatWasTried() {
        openai.simulator().always(Behavior.unauthorized());
        anthropic.simulator().always(Behavior.serverError());

        assertThatExceptionOfType(AllProvidersFailedException.class)
                .isThrownBy(() -> builder.build().prompt("Anybody?").call().content())
                .satisfies(failure ->
                        assertThat(failure.report().attempts().get(0).failure()).isEqualTo(FailureKind.AUTHENTICATION));
    }
}
