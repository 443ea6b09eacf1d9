package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Applications of different make: with and without optional libraries, with clients of their own, with files. */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationShapesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.springframework.boot.actuate",
                "org.springframework.cloud",
                "io.github.resilience4j.springboot",
                "org.springframework.ai.openai,com.openai",
                "org.springframework.ai.anthropic,com.anthropic",
                "org.springframework.ai.ollama",
                "org.springframework.ai.retry",
                "org.springframework.web",
                "okhttp3,org.springframework.ai.openai,org.springframework.ai.anthropic",
                "org.springframework.ai.model.chat.client.autoconfigure",
                "org.springframework.boot.micrometer"
            })
    void application_withoutAnOptionalLibrary_answers(String packages) {
        Runners.everyAutoConfigurationOfOurs()
                .withBean("openAiChatModel", ChatModel.class, () -> Runners.answering("openai"))
                .withClassLoader(new FilteredClassLoader(packages.split(",")))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(ChatModel.class).call("hi")).isEqualTo("openai");
                });
    }

    @Test
    void contractsProperties_inAFile_areBound(CapturedOutput output) {
        Runners.twoModels()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withPropertyValues("spring.config.location=classpath:contract.yaml")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(FailoverConfigurer.describe(context.getBean(ProviderChains.class)))
                            .isEqualTo(
                                    "Failover chain 'default': openai (gpt-5.4-mini) → mistral-ai; 'cheap': mistral-ai →"
                                            + " openai (gpt-5.4-mini)");
                    assertThat(context.getBean(FailoverProperties.class)
                                    .providers()
                                    .get("openai"))
                            .isNotNull();
                });
        assertThat(output)
                .contains("Configured below llm.failover.providers, but in no chain: second")
                .doesNotContain("canary");
    }

    @Test
    void clients_ofTheirOwn_failOver(CapturedOutput output) {
        try (ProviderSimulator first = ProviderSimulator.start();
                ProviderSimulator second = ProviderSimulator.start()) {
            first.always(Behavior.status(503));
            second.answers(Answer.text("second"));
            Runners.empty()
                    .withPropertyValues(
                            "llm.failover.chain=house,claude",
                            "llm.failover.providers.house.client.type=openai",
                            "llm.failover.providers.house.client.base-url=" + first.baseUrl() + "/v1",
                            "llm.failover.providers.house.client.api-key=sk-canary-1",
                            "llm.failover.providers.house.client.headers.x-team=canary-2",
                            "llm.failover.providers.house.model=house-model",
                            "llm.failover.providers.claude.client.type=anthropic",
                            "llm.failover.providers.claude.client.base-url=" + second.baseUrl(),
                            "llm.failover.providers.claude.client.api-key=sk-canary-3")
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        assertThat(context.getBean(ChatClient.class)
                                        .prompt("hi")
                                        .call()
                                        .content())
                                .isEqualTo("second");
                        assertThat(first.lastRequest().header("authorization")).contains("Bearer sk-canary-1");
                        assertThat(first.lastRequest().header("x-team")).contains("canary-2");
                        assertThat(first.lastRequest().model()).isEqualTo("house-model");
                        assertThat(second.lastRequest().header("x-team")).isEmpty();
                    });
        }
        assertThat(output).doesNotContain("canary");
    }

    @Test
    void beans_ofStarters_failOverAndCanBeAborted() {
        try (ProviderSimulator simulator = ProviderSimulator.start()) {
            simulator.next(Behavior.status(503));
            simulator.answers(Answer.text("served"));
            Runners.threeStarters()
                    .withPropertyValues(
                            "llm.failover.chain=openai,anthropic",
                            "llm.failover.retry.max=0",
                            "spring.ai.openai.base-url=" + simulator.baseUrl() + "/v1",
                            "spring.ai.openai.max-retries=0",
                            "spring.ai.anthropic.base-url=" + simulator.baseUrl(),
                            "spring.ai.anthropic.max-retries=0")
                    .run(context -> {
                        assertThat(context.getBean(ChatModel.class).call("hi")).isEqualTo("served");
                        assertThat(simulator.requests()).hasSize(2);
                        assertThat(context.getBean(ProviderChains.class)
                                        .chains()
                                        .get("default"))
                                .allMatch(provider -> provider.abortsCalls());
                    });
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    spring.ai.openai.max-retries, OpenAI
                    spring.ai.anthropic.max-retries, Anthropic
                    spring.ai.retry.max-attempts, Ollama
                    """)
    void retries_ofAClient_areWarnedOfUnlessOff(String property, String client, CapturedOutput output) {
        Runners.threeStarters().run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("The " + client + " client repeats a failed request");
        int before = output.getAll().length();
        Runners.threeStarters().withPropertyValues(property + "=0").run(context -> assertThat(context)
                .hasNotFailed());
        assertThat(output.getAll().substring(before)).doesNotContain("The " + client + " client repeats");
    }

    @Test
    void failoverModel_withRetryOfAClientInCode_isNotWarnedOf(CapturedOutput output) {
        Runners.twoModels().run(context -> assertThat(context).hasSingleBean(FailoverChatModel.class));
        assertThat(output).doesNotContain("repeats a failed request");
    }
}
