package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.PromptAdapter;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.test.RecordedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What of a request reaches one provider otherwise than the caller wrote it, on the wire, with real clients. */
@Timeout(60)
class AdaptedRequestsTest {

    private static final String OF_SECOND = "llm.failover.providers.second.adapt.";

    private final ProviderSimulator first = ProviderSimulator.start();

    private final ProviderSimulator second = ProviderSimulator.start();

    private final ApplicationContextRunner application = Runners.empty()
            .withPropertyValues(
                    "llm.failover.chain=first,second",
                    "llm.failover.retry.max=0",
                    "llm.failover.providers.first.client.type=openai",
                    "llm.failover.providers.first.client.base-url=" + first.baseUrl() + "/v1",
                    "llm.failover.providers.first.client.api-key=key",
                    "llm.failover.providers.second.client.type=anthropic",
                    "llm.failover.providers.second.client.base-url=" + second.baseUrl(),
                    "llm.failover.providers.second.client.api-key=key");

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private void failOver(ApplicationContextRunner runner, Prompt prompt, Consumer<RecordedRequest> check) {
        first.always(Behavior.serverError());
        runner.run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            model.call(prompt);
            check.accept(second.lastRequest());
            model.stream(prompt).blockLast();
            check.accept(second.lastRequest());
        });
    }

    private static String system(RecordedRequest request) {
        return request.body().path("system").toString();
    }

    @Test
    void systemPrompt_isFramedForTheProviderThatIsConfigured_andForNoOther() {
        Prompt prompt = new Prompt(List.of(new SystemMessage("You are a pirate."), new UserMessage("hi")));
        failOver(
                application.withPropertyValues(
                        OF_SECOND + "system-prefix=Be brief.", OF_SECOND + "system-suffix=No tables."),
                prompt,
                request -> assertThat(system(request)).contains("Be brief.\\n\\nYou are a pirate.\\n\\nNo tables."));

        assertThat(first.lastRequest().messages().get(0).text()).isEqualTo("You are a pirate.");
    }

    @Test
    void systemPrompt_ofARequestWithoutOne_isTheConfiguredOne() {
        failOver(
                application.withPropertyValues(OF_SECOND + "system-suffix=No tables."),
                new Prompt("hi"),
                request -> assertThat(system(request)).contains("No tables."));

        assertThat(first.lastRequest().messages()).hasSize(1);
    }

    @Test
    void temperature_ofAnotherScale_isConvertedAndKeptInBounds() {
        ApplicationContextRunner runner = application.withPropertyValues(
                OF_SECOND + "parameters.temperature.factor=0.5", OF_SECOND + "parameters.temperature.at-most=0.8");
        failOver(runner, new Prompt("hi", ChatOptions.builder().temperature(1.0).build()), request -> assertThat(
                        request.body().path("temperature").asDouble())
                .isEqualTo(0.5));
        failOver(runner, new Prompt("hi", ChatOptions.builder().temperature(2.0).build()), request -> assertThat(
                        request.body().path("temperature").asDouble())
                .isEqualTo(0.8));
        assertThat(first.lastRequest().body().path("temperature").asDouble()).isEqualTo(2.0);
        failOver(runner, new Prompt("hi"), request -> assertThat(request.body().has("temperature"))
                .as("nothing was asked for")
                .isFalse());
    }

    @Test
    void parameter_thatIsSet_isSentAlsoWhereTheRequestAsksForNothing() {
        failOver(
                application.withPropertyValues(
                        OF_SECOND + "parameters.temperature.set=0.2", OF_SECOND + "parameters.max-tokens.at-most=100"),
                new Prompt("hi"),
                request -> assertThat(request.body().path("temperature").asDouble())
                        .isEqualTo(0.2));
    }

    @Test
    void parameter_thatIsOmitted_isNotPassedOn() {
        failOver(
                application.withPropertyValues(OF_SECOND + "parameters.temperature.omit=true"),
                new Prompt("hi", ChatOptions.builder().temperature(1.0).build()),
                request -> assertThat(request.body().has("temperature")).isFalse());
    }

    @Test
    void limitOfTheAnswer_isBoundedInWhateverWayTheRequestStatesIt() {
        application
                .withPropertyValues("llm.failover.providers.first.adapt.parameters.max-tokens.at-most=100")
                .run(context -> {
                    FailoverChatModel model = context.getBean(FailoverChatModel.class);
                    model.call(new Prompt(
                            "hi",
                            OpenAiChatOptions.builder()
                                    .maxCompletionTokens(5_000)
                                    .build()));
                    assertThat(first.lastRequest()
                                    .body()
                                    .path("max_completion_tokens")
                                    .asInt())
                            .isEqualTo(100);
                    assertThat(first.lastRequest().body().has("max_tokens")).isFalse();
                    model.call(new Prompt(
                            "hi", ChatOptions.builder().maxTokens(5_000).build()));
                    assertThat(first.lastRequest().body().path("max_tokens").asInt())
                            .isEqualTo(100);
                    model.call(
                            new Prompt("hi", ChatOptions.builder().maxTokens(50).build()));
                    assertThat(first.lastRequest().body().path("max_tokens").asInt())
                            .isEqualTo(50);
                });
    }

    @Test
    void optionsForThisProviderAlone_areSentAsTheyAre() {
        failOver(
                application.withPropertyValues(OF_SECOND + "parameters.temperature.set=0.2"),
                new Prompt(
                        "hi",
                        FailoverChatOptions.builder()
                                .forProvider(
                                        "second",
                                        AnthropicChatOptions.builder()
                                                .temperature(0.9)
                                                .build())
                                .build()),
                request -> assertThat(request.body().path("temperature").asDouble())
                        .isEqualTo(0.9));
    }

    @Test
    void adapterOfTheApplication_seesWhatWouldBeSent_andHasTheLastWord() {
        List<String> asked = new ArrayList<>();
        PromptAdapter shouting = (provider, prompt) -> {
            asked.add(provider + " " + prompt.getInstructions().get(0).getText());
            List<Message> louder = new ArrayList<>(prompt.getInstructions());
            louder.add(new UserMessage("ANSWER IN CAPITALS"));
            return new Prompt(louder, prompt.getOptions());
        };
        failOver(
                application
                        .withPropertyValues(OF_SECOND + "system-prefix=Be brief.")
                        .withBean(PromptAdapter.class, () -> shouting),
                new Prompt("hi"),
                request -> assertThat(request.messages())
                        .extracting(RecordedRequest.Message::text)
                        .contains("ANSWER IN CAPITALS"));

        assertThat(asked).startsWith("first hi", "second Be brief.");
    }

    @Test
    void adapterThatFails_isLeftOut_andTheRequestIsServed() {
        PromptAdapter broken = (provider, prompt) -> {
            throw new IllegalStateException("no template");
        };
        application.withBean(PromptAdapter.class, () -> broken).run(context -> {
            FailoverReport report =
                    FailoverReport.of(context.getBean(FailoverChatModel.class).call(new Prompt("hi")));
            assertThat(report.provider()).isEqualTo("first");
            assertThat(report.attempts()).hasSize(1);
        });
    }
}
