package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.llmfailover.ConfigurationRefresher;
import io.github.llmfailover.ConfigurationRefusedException;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.actuate.ChainNames;
import io.github.llmfailover.actuate.RetryBudgetView;
import io.github.llmfailover.execution.Prober;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.plan.RetryBudget;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.MapPropertySource;

/** Refreshes of applications that have beans of their own. */
class RefreshedBeansTest {

    private final Map<String, Object> changes = new TreeMap<>();

    private List<String> refresh(ApplicationContext context, String property, Object value) {
        changes.put(property, value);
        ((ConfigurableApplicationContext) context)
                .getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("changes", changes));
        return context.getBean(ConfigurationRefresher.class).refresh();
    }

    private static Map<String, List<String>> chains(ApplicationContext context) {
        return context.getBean(ChainNames.class).byChain();
    }

    @Test
    void beanThatIsBuiltOnTheFailoverModel_isNoProviderAfterARefreshEither() {
        Runners.empty()
                .withBean("openAiChatModel", ChatModel.class, () -> Runners.answering("openai"))
                .withUserConfiguration(Decorating.class)
                .run(context -> {
                    assertThat(chains(context)).containsEntry("default", List.of("openai"));

                    assertThat(refresh(context, "llm.failover.deadline", "50s"))
                            .containsExactly("llm.failover.deadline");

                    assertThat(chains(context)).containsEntry("default", List.of("openai"));
                    assertThat(context.getBean("guarded", ChatModel.class).call("hello"))
                            .isEqualTo("openai");
                    assertThatExceptionOfType(ConfigurationRefusedException.class)
                            .isThrownBy(() -> refresh(context, "llm.failover.chain", "guarded,openai"))
                            .withMessageContaining("its bean 'guarded' is built on the failover model");
                });
    }

    @Test
    void lazyBeanThatIsBuiltOnTheFailoverModel_isRefusedAsAProvider() {
        Runners.twoModels().withUserConfiguration(LazilyDecorating.class).run(context -> {
            context.getBean("late", ChatModel.class);

            assertThatExceptionOfType(ConfigurationRefusedException.class)
                    .isThrownBy(() -> refresh(context, "llm.failover.chain", "late,openai"))
                    .withMessageContaining("its bean 'late' is built on the failover model");
        });
    }

    @Test
    void chainOfBeans_changed_takesEffect() {
        Runners.twoModels().run(context -> {
            ChatModel model = context.getBean(ChatModel.class);
            assertThat(model.call("hello")).isEqualTo("openai");

            refresh(context, "llm.failover.chain", "mistral-ai,open-ai");

            assertThat(model.call("hello")).isEqualTo("mistral");
            assertThat(context.getBean(ProviderHealths.class).all()).containsOnlyKeys("mistral-ai", "open-ai");
        });
    }

    @Test
    void rulesAndBudgetOfTheApplicationsOwn_stay() {
        RetryBudget budget = new RetryBudget(0, 1, new VirtualTime());
        FailureRules rules = FailureRules.defaults().with(FailureKind.INVALID_REQUEST, Reaction.Next.NEXT_PROVIDER);
        Runners.twoModels()
                .withBean(RetryBudget.class, () -> budget)
                .withBean(FailureRules.class, () -> rules)
                .run(context -> {
                    refresh(context, "llm.failover.retry.budget.min-per-second", "5");

                    assertThat(context.getBean(RetryBudgetView.class).available())
                            .isEqualTo(10);
                });
    }

    @Test
    void retryBudget_changed_isShownAndKeepsItsAccount() {
        Runners.twoModels().withBean(TimeSource.class, VirtualTime::new).run(context -> {
            RetryBudget budget = context.getBean(RetryBudget.class);
            budget.tryTake();

            refresh(context, "llm.failover.retry.budget.min-per-second", "5");

            assertThat(context.getBean(RetryBudgetView.class).available()).isEqualTo(49);
        });
    }

    @Test
    void healthsOfTheApplicationsOwn_refuseANewProvider() {
        Runners.twoModels()
                .withPropertyValues("llm.failover.chain=openai")
                .withBean(
                        ProviderHealths.class,
                        () -> new ProviderHealths(ProviderHealths.create(
                                        List.of(HealthSettings.named("openai")),
                                        CircuitBreakerRegistry.ofDefaults(),
                                        TimeSource.system(),
                                        new Random(),
                                        FailoverListener.NONE)
                                .all()
                                .values()))
                .run(context -> {
                    assertThatExceptionOfType(ConfigurationRefusedException.class)
                            .isThrownBy(() -> refresh(context, "llm.failover.chain", "openai,mistral-ai"))
                            .withMessageContaining("Restart the application");
                    assertThat(chains(context)).containsEntry("default", List.of("openai"));
                });
    }

    @Test
    void probes_changed_areMadeAnew() {
        Runners.twoModels()
                .withConfiguration(AutoConfigurations.of(FailoverProbeAutoConfiguration.class))
                .withPropertyValues("llm.failover.probe.enabled=true")
                .run(context -> {
                    assertThat(refresh(context, "llm.failover.probe.interval", "5s"))
                            .containsExactly("llm.failover.probe.interval");
                    assertThat(context.getBean(Prober.class).isRunning()).isTrue();
                });
    }

    @Test
    void switchedOff_isRefusedUntilARestart() {
        Runners.twoModels().run(context -> assertThatExceptionOfType(ConfigurationRefusedException.class)
                .isThrownBy(() -> refresh(context, "llm.failover.enabled", "false"))
                .withMessageContaining("llm.failover.enabled cannot change while the application runs"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Decorating {

        @Bean
        ChatModel guarded(ChatModel decorated) {
            return decorated::call;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LazilyDecorating {

        @Bean(defaultCandidate = false)
        @Lazy
        ChatModel late(ChatModel decorated) {
            return decorated::call;
        }
    }
}
