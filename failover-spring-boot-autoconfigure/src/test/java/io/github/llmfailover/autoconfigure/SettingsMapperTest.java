package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.failure.Reaction.Next;
import io.github.llmfailover.failure.Reaction.Rest;
import io.github.llmfailover.health.BreakerSettings;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsMapperTest {

    @Test
    void plan_written_isMapped() {
        assertThat(mapper(Map.of(
                                "llm.failover.deadline", "30s",
                                "llm.failover.max-attempts", "3",
                                "llm.failover.when-unavailable", "try-soonest"))
                        .plan())
                .isEqualTo(new PlanSettings(Duration.ofSeconds(30), 3, WhenUnavailable.TRY_SOONEST));
    }

    @Test
    void rules_failOver_overrideTheReaction() {
        var rules = mapper(Map.of("llm.failover.content-filter", "fail-over")).rules();
        assertThat(rules.reactionTo(FailureKind.CONTENT_FILTERED).next()).isEqualTo(Next.NEXT_PROVIDER);
        assertThat(rules.reactionTo(FailureKind.INVALID_REQUEST).next()).isEqualTo(Next.STOP);
    }

    @Test
    void rules_invalidRequestFailOver_overrideTheReaction() {
        var rules = mapper(Map.of("llm.failover.invalid-request", "fail-over")).rules();
        assertThat(rules.reactionTo(FailureKind.INVALID_REQUEST).next()).isEqualTo(Next.NEXT_PROVIDER);
    }

    @Test
    void rules_nothingWritten_areTheTable() {
        var rules = mapper(Map.of()).rules();
        for (FailureKind kind : FailureKind.values()) {
            assertThat(rules.reactionTo(kind)).isEqualTo(kind.defaultReaction());
        }
    }

    @Test
    void rules_everythingWrittenOfOneKind_overrideThatKindAlone() {
        var rules = mapper(Map.of(
                        "llm.failover.reactions.server-error.retry", "false",
                        "llm.failover.reactions.server-error.next", "stop",
                        "llm.failover.reactions.server-error.counts-for-breaker", "false",
                        "llm.failover.reactions.server-error.rest", "30s",
                        "llm.failover.reactions.server-error.respect-retry-after", "true"))
                .rules();
        assertThat(rules.reactionTo(FailureKind.SERVER_ERROR))
                .isEqualTo(new Reaction(false, Next.STOP, false, new Rest(true, Duration.ofSeconds(30), false)));
        assertThat(rules.reactionTo(FailureKind.OVERLOADED)).isEqualTo(FailureKind.OVERLOADED.defaultReaction());
    }

    @Test
    void rules_oneThingWritten_keepTheRestOfTheTable() {
        var rules = mapper(Map.of(
                        "llm.failover.reactions.overloaded.respect-retry-after", "true",
                        "llm.failover.reactions.rate-limited.rest", "30s",
                        "llm.failover.reactions.quota-exhausted.rest", "0s",
                        "llm.failover.reactions.no-response.retry", "true"))
                .rules();
        assertThat(rules.reactionTo(FailureKind.OVERLOADED))
                .isEqualTo(new Reaction(true, Next.NEXT_PROVIDER, true, new Rest(true, null, false)));
        assertThat(rules.reactionTo(FailureKind.RATE_LIMITED).rest())
                .isEqualTo(new Rest(true, Duration.ofSeconds(30), false));
        assertThat(rules.reactionTo(FailureKind.QUOTA_EXHAUSTED).rest()).isEqualTo(Rest.NONE);
        assertThat(rules.reactionTo(FailureKind.NO_RESPONSE))
                .isEqualTo(new Reaction(true, Next.NEXT_PROVIDER, true, Rest.NONE));
    }

    @Test
    void rules_rateLimitWithoutRetryAfter_backOffStill() {
        var rules = mapper(Map.of("llm.failover.reactions.rate-limited.respect-retry-after", "false"))
                .rules();
        assertThat(rules.reactionTo(FailureKind.RATE_LIMITED).rest()).isEqualTo(new Rest(false, null, true));
    }

    @Test
    void rules_shorthandAndReactionTogether_areMerged() {
        var rules = mapper(Map.of(
                        "llm.failover.content-filter", "fail-over",
                        "llm.failover.reactions.content-filtered.counts-for-breaker", "true"))
                .rules();
        assertThat(rules.reactionTo(FailureKind.CONTENT_FILTERED))
                .isEqualTo(new Reaction(false, Next.NEXT_PROVIDER, true, Rest.NONE));
    }

    @Test
    void rules_kindWrittenAsInAnEnvironmentVariable_areTheSame() {
        assertThat(mapper(Map.of("llm.failover.reactions.servererror.retry", "false"))
                        .rules()
                        .reactionTo(FailureKind.SERVER_ERROR)
                        .retrySameProvider())
                .isFalse();
    }

    @Test
    void provider_everythingWritten_isMapped() {
        ProviderBlueprint blueprint = mapper(Map.ofEntries(
                        Map.entry("llm.failover.providers.a.model", "m"),
                        Map.entry("llm.failover.providers.a.accepts-models", "gpt-*,o*"),
                        Map.entry("llm.failover.providers.a.context-window", "1000"),
                        Map.entry("llm.failover.providers.a.max-concurrency", "7"),
                        Map.entry("llm.failover.providers.a.tags", "eu,cheap"),
                        Map.entry("llm.failover.providers.a.capabilities", "tools")))
                .provider("a");
        assertThat(blueprint.settings().model()).isEqualTo("m");
        assertThat(blueprint.settings().acceptsModels()).isEqualTo(Set.of("gpt-*", "o*"));
        assertThat(blueprint.settings().contextWindow()).isEqualTo(1000);
        assertThat(blueprint.health().maxConcurrency()).isEqualTo(7);
        assertThat(blueprint.settings().tags()).isEqualTo(Set.of("eu", "cheap"));
        assertThat(blueprint.settings().capabilities()).isEqualTo(Set.of("tools"));
    }

    @Test
    void timeouts_ownOverGlobalOverDefault_areMergedOneByOne() {
        ProviderBlueprint blueprint = mapper(Map.of(
                        "llm.failover.timeout.first-token", "1s",
                        "llm.failover.timeout.stall", "2s",
                        "llm.failover.providers.a.timeout.stall", "3s"))
                .provider("a");
        assertThat(blueprint.settings().timeouts())
                .isEqualTo(new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(3), Timeouts.DEFAULTS.response()));
    }

    @Test
    void retry_ownOverGlobal_isMergedOneByOne() {
        ProviderBlueprint blueprint = mapper(Map.of(
                        "llm.failover.retry.max", "4",
                        "llm.failover.retry.max-wait", "2s",
                        "llm.failover.providers.a.retry.max", "0",
                        "llm.failover.providers.a.retry.backoff", "1s"))
                .provider("a");
        assertThat(blueprint.settings().retry())
                .isEqualTo(new RetrySettings(0, Duration.ofSeconds(1), Duration.ofSeconds(2)));
    }

    @Test
    void breaker_everythingWritten_isMapped() {
        String global = "llm.failover.circuit-breaker.";
        String own = "llm.failover.providers.a.circuit-breaker.";
        ProviderBlueprint blueprint = mapper(Map.ofEntries(
                        Map.entry(global + "failure-rate-threshold", "10"),
                        Map.entry(global + "sliding-window-size", "11"),
                        Map.entry(global + "minimum-number-of-calls", "4"),
                        Map.entry(global + "slow-call-rate-threshold", "13"),
                        Map.entry(global + "slow-call-duration-threshold", "14s"),
                        Map.entry(global + "open-duration", "15s"),
                        Map.entry(global + "open-duration-multiplier", "1.5"),
                        Map.entry(global + "ramp-up", "20s"),
                        Map.entry(own + "max-open-duration", "17s"),
                        Map.entry(own + "permitted-calls-in-half-open", "18"),
                        Map.entry(own + "ramp-up", "19s"),
                        Map.entry(own + "stale-after", "5m")))
                .provider("a");
        assertThat(blueprint.health().breaker())
                .isEqualTo(new BreakerSettings(
                        10,
                        11,
                        4,
                        13,
                        Duration.ofSeconds(14),
                        Duration.ofSeconds(15),
                        1.5,
                        Duration.ofSeconds(17),
                        18,
                        Duration.ofSeconds(19),
                        Duration.ofMinutes(5)));
    }

    @Test
    void breaker_smallWindow_lowersTheDefaultMinimum() {
        assertThat(mapper(Map.of("llm.failover.circuit-breaker.sliding-window-size", "2"))
                        .provider("a")
                        .health()
                        .breaker()
                        .minimumNumberOfCalls())
                .isEqualTo(2);
    }

    @Test
    void breaker_shortLongestOpening_lowersTheDefaultOpening() {
        assertThat(mapper(Map.of("llm.failover.circuit-breaker.max-open-duration", "2s"))
                        .provider("a")
                        .health()
                        .breaker()
                        .openDuration())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void properties_dashesElsewhere_areTheSameProperty() {
        assertThat(MetadataTest.bind(Map.of("llm.failover.dead-line", "5s")).deadline())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void client_toString_showsNoSecret() {
        FailoverProperties properties = MetadataTest.bind(Map.of(
                "llm.failover.providers.a.client.type", "openai",
                "llm.failover.providers.a.client.base-url", "https://canary@example.com",
                "llm.failover.providers.a.client.api-key", "canary",
                "llm.failover.providers.a.client.headers.x", "canary"));
        assertThat(properties.toString()).contains("openai").doesNotContain("canary");
        assertThat(new SettingsMapper(properties).provider("a").toString()).doesNotContain("canary");
    }

    private static SettingsMapper mapper(Map<String, Object> properties) {
        return new SettingsMapper(MetadataTest.bind(properties));
    }
}
