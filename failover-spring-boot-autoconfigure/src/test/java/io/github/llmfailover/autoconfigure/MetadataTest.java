package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.execution.DrillSettings;
import io.github.llmfailover.execution.ProbeSettings;
import io.github.llmfailover.health.BreakerSettings;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an editor shows of each property. */
class MetadataTest {

    private static final String PREFIX = "llm.failover.";

    private static final Map<String, JsonNode> GLOBAL = properties("META-INF/spring-configuration-metadata.json");

    private static final Map<String, JsonNode> PROVIDER = properties(
            "META-INF/spring/configuration-metadata/" + FailoverProperties.Provider.class.getName() + ".json");

    private static final Map<String, JsonNode> REACTION = properties(
            "META-INF/spring/configuration-metadata/" + FailoverProperties.ReactionOverride.class.getName() + ".json");

    private static final Map<String, JsonNode> GATEWAY_KEY =
            properties("META-INF/spring/configuration-metadata/" + FailoverProperties.ApiKey.class.getName() + ".json");

    private static final Map<String, JsonNode> ADAPTED_PARAMETER = properties(
            "META-INF/spring/configuration-metadata/" + FailoverProperties.AdaptedParameter.class.getName() + ".json");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            enabled                                          | true
            chain                                            |
            chains                                           |
            strategy                                         | priority
            conversation-affinity                            | 5m
            difficulty.easy-chain                            |
            difficulty.hard-chain                            |
            difficulty.max-tokens                            | 500
            difficulty.max-turns                             | 3
            deadline                                         | 120s
            max-attempts                                     | 6
            degradation.min-quality                          | 0
            degradation.time-limit                           | 2s
            degradation.grace                                | 250ms
            degradation.max-wait                             | 1s
            degradation.scope                                | explicit
            degradation.cache.enabled                        | false
            degradation.cache.quality                        | 0.9
            degradation.cache.time-limit                     | 200ms
            degradation.cache.max-age                        | 24h
            degradation.cache.max-size                       | 32MB
            degradation.cache.cache-manager                  |
            degradation.cache.cache-name                     | llm-failover-answers
            degradation.similar.enabled                      | false
            degradation.similar.quality                      | 0.6
            degradation.similar.time-limit                   | 1s
            degradation.similar.max-age                      | 24h
            degradation.similar.threshold                    | 0.9
            degradation.similar.vector-store                 |
            degradation.rules.quality                        | 0.4
            degradation.rules.time-limit                     | 100ms
            degradation.rules.answers                        |
            degradation.text.answer                          |
            degradation.text.quality                         | 0.1
            budget.header                                    |
            budget.without-header                            |
            budget.max                                       | 10m
            budget.chat-client                               | false
            budget.prefer-faster-below                       | 0s
            when-unavailable                                 | wait
            content-filter                                   | stop
            invalid-request                                  | stop
            reactions                                        |
            retry.max                                        | 1
            retry.backoff                                    | 200ms
            retry.max-wait                                   | 0s
            retry.budget.ratio                               | 0.2
            retry.budget.min-per-second                      | 10
            timeout.first-token                              | 20s
            timeout.stall                                    | 20s
            timeout.response                                 | 90s
            timeout.pace.chunks                              | 0
            timeout.pace.window                              | 30s
            streaming.on-interruption                        | resume
            streaming.max-resumes                            | 2
            streaming.continuation-instruction               |
            streaming.calls                                  | false
            circuit-breaker.failure-rate-threshold           | 50
            circuit-breaker.sliding-window-size              | 20
            circuit-breaker.minimum-number-of-calls          | 5
            circuit-breaker.slow-call-rate-threshold         | 100
            circuit-breaker.slow-call-duration-threshold     | 15s
            circuit-breaker.open-duration                    | 10s
            circuit-breaker.open-duration-multiplier         | 2
            circuit-breaker.max-open-duration                | 60s
            circuit-breaker.permitted-calls-in-half-open     | 3
            circuit-breaker.ramp-up                          | 0s
            circuit-breaker.stale-after                      | 10m
            probe.enabled                                    | false
            probe.interval                                   | 30s
            probe.prompt                                     | ping
            drill.schedule                                   |
            drill.timeout                                    | 30s
            gateway.enabled                                  | false
            gateway.base-path                                | /v1
            gateway.api-keys                                 |
            gateway.allow-anonymous                          |
            gateway.max-body-size                            | 10MB
            gateway.body-timeout                             | 30s
            gateway.max-concurrent-requests                  | 1000
            gateway.max-concurrent-streams                   | 2000
            gateway.max-messages                             | 2048
            gateway.keep-alive-interval                      | 15s
            gateway.reader-timeout                           | 30s
            gateway.shutdown-timeout                         | 30s
            providers                                        |
            """)
    void property_global_hasDescriptionAndDefault(String name, String defaultValue) {
        JsonNode property = Objects.requireNonNull(GLOBAL.get(PREFIX + name), name);
        assertThat(property.path("description").asString("")).endsWith(".");
        assertThat(property.path("defaultValue").asString("")).isEqualTo(defaultValue == null ? "" : defaultValue);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bean",
                "client.type",
                "client.base-url",
                "client.api-key",
                "client.headers",
                "model",
                "accepts-models",
                "timeout.first-token",
                "timeout.stall",
                "timeout.response",
                "retry.max",
                "retry.backoff",
                "retry.max-wait",
                "circuit-breaker.failure-rate-threshold",
                "circuit-breaker.sliding-window-size",
                "circuit-breaker.minimum-number-of-calls",
                "circuit-breaker.slow-call-rate-threshold",
                "circuit-breaker.slow-call-duration-threshold",
                "circuit-breaker.open-duration",
                "circuit-breaker.open-duration-multiplier",
                "circuit-breaker.max-open-duration",
                "circuit-breaker.permitted-calls-in-half-open",
                "circuit-breaker.ramp-up",
                "circuit-breaker.stale-after",
                "max-concurrency",
                "context-window",
                "weight",
                "capabilities",
                "tags",
                "adapt.system-prefix",
                "adapt.system-suffix",
                "adapt.parameters"
            })
    void property_ofAProvider_hasDescription(String name) {
        JsonNode property = Objects.requireNonNull(PROVIDER.get(name), name);
        assertThat(property.path("description").asString("")).endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "next", "counts-for-breaker", "rest", "respect-retry-after"})
    void property_ofAReaction_hasDescription(String name) {
        JsonNode property = Objects.requireNonNull(REACTION.get(name), name);
        assertThat(property.path("description").asString("")).endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"set", "factor", "at-least", "at-most", "omit"})
    void property_ofAnAdaptedParameter_hasDescription(String name) {
        JsonNode property = Objects.requireNonNull(ADAPTED_PARAMETER.get(name), name);
        assertThat(property.path("description").asString("")).endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "key", "key-sha256", "chains", "tags"})
    void property_ofAKeyOfTheGateway_hasDescription(String name) {
        JsonNode property = Objects.requireNonNull(GATEWAY_KEY.get(name), name);
        assertThat(property.path("description").asString("")).endsWith(".");
    }

    @Test
    void kinds_thatReactionsMayBeWrittenFor_areHinted() {
        List<String> hinted = new ArrayList<>();
        hints("llm.failover.reactions.keys")
                .path("values")
                .forEach(value -> hinted.add(value.path("value").asString()));
        assertThat(hinted).containsExactlyElementsOf(Reactions.names());
    }

    @Test
    void metadata_every_isAKnownProperty() {
        assertThat(GLOBAL.keySet())
                .hasSize(91)
                .allMatch(name -> KnownProperties.INSTANCE.isKnown(ConfigurationPropertyName.of(name)));
        assertThat(REACTION.keySet())
                .hasSize(5)
                .allMatch(name -> KnownProperties.INSTANCE.isKnown(
                        ConfigurationPropertyName.of(PREFIX + "reactions.rate-limited." + name)));
        assertThat(GATEWAY_KEY.keySet())
                .hasSize(5)
                .allMatch(name -> KnownProperties.INSTANCE.isKnown(
                        ConfigurationPropertyName.of(PREFIX + "gateway.api-keys[0]." + name)));
        assertThat(ADAPTED_PARAMETER.keySet())
                .hasSize(5)
                .allMatch(name -> KnownProperties.INSTANCE.isKnown(ConfigurationPropertyName.of(
                        PREFIX + "providers.openai.adapt.parameters.temperature." + name)));
        assertThat(PROVIDER.keySet())
                .hasSize(39)
                .allMatch(name -> KnownProperties.INSTANCE.isKnown(
                        ConfigurationPropertyName.of(PREFIX + "providers.openai." + name)));
    }

    /** The defaults are written once more in the metadata; here they are bound, and must say what the engine says. */
    @Test
    void defaults_ofTheMetadata_areTheEnginesDefaults() {
        Map<String, Object> defaults = new TreeMap<>();
        GLOBAL.forEach((name, property) -> {
            if (property.has("defaultValue")) {
                defaults.put(name, property.path("defaultValue").asString());
            }
        });
        SettingsMapper mapper = new SettingsMapper(bind(defaults));
        assertThat(mapper.plan()).isEqualTo(PlanSettings.DEFAULTS);
        assertThat(mapper.probe()).isEqualTo(ProbeSettings.DEFAULTS);
        assertThat(mapper.drill()).isEqualTo(DrillSettings.DEFAULTS);
        ProviderBlueprint blueprint = mapper.provider("any");
        assertThat(blueprint.settings().timeouts()).isEqualTo(Timeouts.DEFAULTS);
        assertThat(blueprint.settings().retry()).isEqualTo(RetrySettings.DEFAULTS);
        assertThat(blueprint.health().breaker()).isEqualTo(BreakerSettings.DEFAULTS);
        assertThat(new SettingsMapper(bind(Map.of())).plan()).isEqualTo(mapper.plan());
    }

    static FailoverProperties bind(Map<String, Object> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(FailoverProperties.PREFIX, FailoverProperties.class);
    }

    private static JsonNode hints(String name) {
        for (JsonNode hint : read("META-INF/spring-configuration-metadata.json").path("hints")) {
            if (hint.path("name").asString().equals(name)) {
                return hint;
            }
        }
        throw new AssertionError("No hints for " + name);
    }

    private static JsonNode read(String resource) {
        try (InputStream json = MetadataTest.class.getClassLoader().getResourceAsStream(resource)) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(json, resource));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, JsonNode> properties(String resource) {
        Map<String, JsonNode> properties = new TreeMap<>();
        read(resource)
                .path("properties")
                .forEach(property -> properties.put(property.path("name").asString(), property));
        properties.keySet().removeIf(name -> !name.startsWith(PREFIX) && resource.contains("spring-configuration-"));
        return properties;
    }
}
