package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.chat.FailoverChatClient;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientBuilderCustomizer;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;

class FailoverAutoConfigurationTest {

    @Test
    void chatModel_severalStarters_isTheFailoverModel() {
        Runners.threeStarters().run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(ChatModel.class)).isInstanceOf(FailoverChatModel.class);
            assertThat(chain(context)).containsExactly("anthropic", "ollama", "openai");
        });
    }

    @Test
    void chatClientBuilder_severalStarters_canBeInjected() {
        Runners.threeStarters().run(context -> assertThat(context).hasSingleBean(ChatClient.Builder.class));
    }

    @Test
    void chatClient_noneOfTheApplicationsOwn_isTheFailoverClient() {
        Runners.twoModels().run(context -> {
            assertThat(context.getBean(ChatClient.class)).isInstanceOf(FailoverChatClient.class);
            assertThat(context.getBean(ChatClient.class).prompt("hi").call().content())
                    .isEqualTo("openai");
        });
    }

    @Test
    void chatClient_ownOne_backsOff() {
        Runners.threeStarters().withUserConfiguration(OwnChatClient.class).run(context -> {
            assertThat(context).hasSingleBean(ChatClient.class).doesNotHaveBean(FailoverChatClient.class);
        });
    }

    @Test
    void chatClient_customizers_areApplied() {
        Runners.twoModels()
                .withBean(ChatClientBuilderCustomizer.class, () -> builder -> builder.defaultSystem("be brief"))
                .withBean(
                        "echo",
                        ChatModel.class,
                        () -> prompt -> Runners.answering(String.valueOf(
                                        prompt.getInstructions().get(0).getText()))
                                .call(prompt))
                .withPropertyValues("llm.failover.chain=echo")
                .run(context -> assertThat(context.getBean(FailoverChatClient.class)
                                .prompt("hi")
                                .call()
                                .content())
                        .isEqualTo("be brief"));
    }

    @Test
    void disabled_leavesNoTrace() {
        Runners.twoModels()
                .withPropertyValues("llm.failover.enabled=false", "llm.failover.deadline=soon")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(Arrays.stream(context.getBeanDefinitionNames())
                                    .filter(name ->
                                            name.toLowerCase(Locale.ROOT).contains("failover")))
                            .isEmpty();
                    assertThat(context).doesNotHaveBean(CircuitBreakerRegistry.class);
                });
    }

    @Test
    void chain_written_isInItsOrder() {
        Runners.twoModels()
                .withPropertyValues("llm.failover.chain=mistral-ai,openai")
                .run(context -> assertThat(chain(context)).containsExactly("mistral-ai", "openai"));
    }

    @Test
    void chain_absent_isEveryCandidateInBeanOrder() {
        Runners.empty().withUserConfiguration(OrderedModels.class).run(context -> assertThat(chain(context))
                .containsExactly("first", "second", "third"));
    }

    @Test
    void chain_writtenAsNamedDefault_isTheDefaultChain() {
        Runners.twoModels()
                .withPropertyValues(
                        "llm.failover.chains.default=mistralai", "llm.failover.chains.cheap=openai,mistralai")
                .run(context -> {
                    assertThat(chain(context)).containsExactly("mistralai");
                    assertThat(context.getBean(ProviderChains.class).chains()).containsOnlyKeys("default", "cheap");
                });
    }

    @Test
    void chain_absentWithConfiguredBean_takesTheConfiguredName() {
        Runners.twoModels()
                .withPropertyValues("llm.failover.providers.eu.bean=mistralAiChatModel")
                .run(context -> assertThat(chain(context)).containsExactly("openai", "eu"));
    }

    @Test
    void chain_lazyBean_isCreated() {
        Runners.empty().withUserConfiguration(LazyModel.class).run(context -> assertThat(chain(context))
                .containsExactly("lazy"));
    }

    @Test
    void primary_ofTheApplication_handsTheRoleOverAndComesFirst() {
        Runners.twoModels().withUserConfiguration(OwnPrimary.class).run(context -> {
            assertThat(context.getBean(ChatModel.class)).isInstanceOf(FailoverChatModel.class);
            assertThat(chain(context)).containsExactly("house", "openai", "mistralai");
        });
    }

    @Test
    void primary_decoratingAnyChatModel_keepsTheRoleAndDecoratesTheFailoverModel() {
        Runners.twoModels().withUserConfiguration(PrimaryGuard.class).run(context -> {
            assertThat(context.getBean(ChatModel.class)).isInstanceOf(Guard.class);
            assertThat(context.getBean(Guard.class).guarded()).isInstanceOf(FailoverChatModel.class);
            assertThat(chain(context)).containsExactly("openai", "mistralai");
        });
    }

    @Test
    void decorator_ofTheFailoverModel_isNotAsked() {
        Runners.twoModels().withUserConfiguration(PlainGuard.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Guard.class).guarded()).isInstanceOf(FailoverChatModel.class);
            assertThat(chain(context)).containsExactly("openai", "mistralai");
        });
    }

    @Test
    void decorator_ofOneModel_standsForItInItsPlace() {
        Runners.twoModels().withUserConfiguration(GuardOfOne.class).run(context -> assertThat(chain(context))
                .containsExactly("guard", "mistralai"));
    }

    @Test
    void decorator_ofSeveralModels_isNotAsked() {
        Runners.twoModels().withUserConfiguration(GuardOfTwo.class).run(context -> assertThat(chain(context))
                .containsExactly("openai", "mistralai"));
    }

    @Test
    void failoverModel_underAnotherName_isNotAsked() {
        Runners.twoModels().withUserConfiguration(AnotherName.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(chain(context)).containsExactly("openai", "mistralai");
        });
    }

    @Test
    void parentContext_models_areAsked() {
        new ApplicationContextRunner()
                .withBean("openAiChatModel", ChatModel.class, () -> Runners.answering("parent"))
                .run(parent -> Runners.empty().withParent(parent).run(child -> {
                    assertThat(chain(child)).containsExactly("openai");
                    assertThat(child.getBean(ChatModel.class)).isInstanceOf(FailoverChatModel.class);
                }));
    }

    @Test
    void ownFailoverModel_backsOff() {
        Runners.twoModels()
                .withBean("failoverChatModel", ChatModel.class, () -> Runners.answering("own"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(FailoverChatModel.class));
    }

    @Test
    void circuitBreakerRegistry_ofTheApplication_isUsed() {
        Runners.twoModels()
                .withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(CircuitBreakerRegistry.class));
    }

    @Test
    void circuitBreakerRegistry_none_isProvided() {
        Runners.twoModels().run(context -> assertThat(context).hasSingleBean(CircuitBreakerRegistry.class));
    }

    private static List<String> chain(AssertableApplicationContext context) {
        return context.getBean(ProviderChains.class).chains().getOrDefault("default", List.of()).stream()
                .map(provider -> provider.name())
                .toList();
    }

    private record Guard(ChatModel guarded) implements ChatModel {

        @Override
        public ChatResponse call(Prompt prompt) {
            return guarded.call(prompt);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnChatClient {

        @Bean
        ChatClient chatClient(ChatClient.Builder builder) {
            return builder.build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OrderedModels {

        @Bean
        @Order(2)
        ChatModel secondChatModel() {
            return Runners.answering("2");
        }

        @Bean
        ChatModel thirdChatModel() {
            return Runners.answering("3");
        }

        @Bean
        @Order(1)
        ChatModel firstChatModel() {
            return Runners.answering("1");
        }

        @Bean(autowireCandidate = false)
        ChatModel hiddenChatModel() {
            return Runners.answering("hidden");
        }

        @Bean(defaultCandidate = false)
        ChatModel specialChatModel() {
            return Runners.answering("special");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LazyModel {

        @Bean
        @Lazy
        ChatModel lazyChatModel() {
            return Runners.answering("lazy");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnPrimary {

        @Bean
        @Primary
        ChatModel houseChatModel() {
            return Runners.answering("house");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrimaryGuard {

        @Bean
        @Primary
        Guard guard(ChatModel guarded) {
            return new Guard(guarded);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PlainGuard {

        @Bean
        Guard guard(ChatModel guarded) {
            return new Guard(guarded);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class GuardOfOne {

        @Bean
        Guard guard(@Qualifier("openAiChatModel") ChatModel guarded) {
            return new Guard(guarded);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class GuardOfTwo {

        @Bean
        Guard guard(@Qualifier("openAiChatModel") ChatModel one, @Qualifier("mistralAiChatModel") ChatModel two) {
            return new Guard(one);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class AnotherName {

        @Bean
        ChatModel assistantChatModel(ObjectProvider<FailoverChatModel> model) {
            return model.getObject();
        }
    }
}
