package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.gateway.Gateway;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;

/** What the gateway is configured by, and what it does not start with. */
class GatewayConfigurationTest {

    private static final String KEY = "llm.failover.gateway.api-keys[0].";

    private static ReactiveWebApplicationContextRunner application() {
        return new ReactiveWebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        FailoverClientAutoConfiguration.class,
                        FailoverAutoConfiguration.class,
                        FailoverGatewayAutoConfiguration.class))
                .withBean("openAiChatModel", ChatModel.class, () -> Runners.answering("openai"))
                .withPropertyValues("llm.failover.gateway.enabled=true", "server.address=127.0.0.1");
    }

    private static FailureAnalysis analysisOf(String... properties) {
        FailureAnalysis[] analysis = new FailureAnalysis[1];
        application().withPropertyValues(properties).run(context -> {
            assertThat(context).hasFailed();
            analysis[0] = Analyses.of(Objects.requireNonNull(context.getStartupFailure()));
        });
        return analysis[0];
    }

    @Test
    void gateway_byDefault_isNotThere() {
        application().withPropertyValues("llm.failover.gateway.enabled=false").run(context -> assertThat(context)
                .doesNotHaveBean(Gateway.class));
    }

    @Test
    void gateway_enabledOnLoopback_needsNoKeys() {
        application().run(context -> assertThat(context).hasSingleBean(Gateway.class));
    }

    @Test
    void gateway_withoutKeysBeyondLoopback_doesNotStart() {
        FailureAnalysis analysis = analysisOf("server.address=0.0.0.0");

        assertThat(analysis.getDescription()).contains("without any keys");
        assertThat(analysis.getAction()).contains("api-keys", "server.address: 127.0.0.1", "allow-anonymous: all");
        assertThat(analysisOf("server.address=").getDescription()).contains("without any keys");
    }

    @Test
    void gateway_beyondLoopback_startsWithKeysOrWhereItIsSaid() {
        application()
                .withPropertyValues("server.address=0.0.0.0", "llm.failover.gateway.allow-anonymous=all")
                .run(context -> assertThat(context).hasSingleBean(Gateway.class));
        application()
                .withPropertyValues("server.address=0.0.0.0", KEY + "name=a", KEY + "key=canary-key")
                .run(context -> assertThat(context).hasSingleBean(Gateway.class));
    }

    @Test
    void gateway_inAnApplicationWithoutWebFlux_saysSo() {
        Runners.twoModels()
                .withConfiguration(AutoConfigurations.of(FailoverGatewayAutoConfiguration.class))
                .withPropertyValues("llm.failover.gateway.enabled=true")
                .run(context -> {
                    FailureAnalysis analysis = Analyses.of(context);
                    assertThat(analysis.getDescription()).contains("no WebFlux server");
                    assertThat(analysis.getAction()).contains("spring-boot-starter-webflux");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            llm.failover.gateway.base-path=v1               | base-path must begin with a slash
            llm.failover.gateway.max-body-size=0B           | must be at least 1B
            llm.failover.gateway.max-body-size=much         | cannot be read as a size
            llm.failover.gateway.max-messages=0             | must be at least 1
            llm.failover.gateway.reader-timeout=0s          | must be longer than nothing
            llm.failover.gateway.allow-anonymous=some       | cannot be read as one of none, loopback, all
            llm.failover.gateway.allow-anonymous=none       | nobody could use it
            llm.failover.gateway.api-keys[0].name=a         | neither a key nor a key-sha256
            llm.failover.gateway.api-keys[0].key=canary-key | has no name
            llm.failover.gateway.api-keys[0].kee=canary-key | There is no property
            """)
    void value_wrong_isAnalysed(String property, String description) {
        FailureAnalysis analysis = analysisOf(property);

        assertThat(analysis.getDescription()).contains(description).doesNotContain("canary");
        assertThat(analysis.getAction()).isNotBlank().doesNotContain("canary");
    }

    @Test
    void key_ofAnUnknownChainOrTwice_isAnalysed() {
        assertThat(analysisOf(KEY + "name=a", KEY + "key=canary-key", KEY + "chains=none")
                        .getDescription())
                .contains("names 'none'");
        assertThat(analysisOf(
                                KEY + "name=a",
                                KEY + "key=canary-key",
                                KEY.replace('0', '1') + "name=b",
                                KEY.replace('0', '1') + "key=canary-key")
                        .getDescription())
                .contains("same key")
                .doesNotContain("canary");
        assertThat(analysisOf(KEY + "name=a", KEY + "key-sha256=canary").getDescription())
                .contains("not a SHA-256")
                .doesNotContain("canary");
    }

    @Test
    void properties_shown_haveNoKey() {
        application().withPropertyValues(KEY + "name=a", KEY + "key=canary-key").run(context -> assertThat(
                        context.getBean(FailoverProperties.class).toString())
                .contains("name=a")
                .doesNotContain("canary"));
    }
}
