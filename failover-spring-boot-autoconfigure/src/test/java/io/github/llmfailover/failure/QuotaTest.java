package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaTest {

    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    private static @Nullable Duration untilReset(Map<String, String> headers) {
        return Quota.untilReset(name -> headers.containsKey(name) ? List.of(headers.get(name)) : List.of(), NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "x-ratelimit-remaining-requests, 0, true",
        "X-RateLimit-Remaining-Tokens, 0, true",
        "anthropic-ratelimit-requests-remaining, 0, true",
        "Anthropic-RateLimit-Output-Tokens-Remaining, 0, true",
        "x-ratelimit-remaining-requests, 10, false",
        "x-ratelimit-remaining-requests, 01, false",
        "x-ratelimit-remaining-requests, , false",
        "x-ratelimit-reset-requests, 0, false",
        "anthropic-ratelimit-requests-limit, 0, false",
        "anthropic-ratelimit-, 0, false",
        "remaining, 0, false"
    })
    void header_saysThatALimitIsUsedUp_onlyWhereItIs(String name, @Nullable String value, boolean usedUp) {
        assertThat(Quota.isUsedUp(name, value)).isEqualTo(usedUp);
    }

    @Test
    void limitsUsedUp_restUntilTheLastIsLifted() {
        assertThat(untilReset(Map.of(
                        "x-ratelimit-remaining-requests", "0",
                        "x-ratelimit-reset-requests", "120ms",
                        "x-ratelimit-remaining-tokens", "0",
                        "x-ratelimit-reset-tokens", "7s")))
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(untilReset(Map.of(
                        "anthropic-ratelimit-input-tokens-remaining", "0",
                        "anthropic-ratelimit-input-tokens-reset", "2026-11-24T00:00:30Z")))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void limitUsedUpForLong_restsForAMinute() {
        assertThat(untilReset(Map.of("x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests", "6m0s")))
                .isEqualTo(Quota.LONGEST_REST);
    }

    @Test
    void limitUsedUp_withoutAnEnd_orWithOneThatHasPassed_saysNothing() {
        assertThat(untilReset(Map.of("x-ratelimit-remaining-requests", "0"))).isNull();
        assertThat(untilReset(Map.of("x-ratelimit-remaining-requests", "5", "x-ratelimit-reset-requests", "6m0s")))
                .isNull();
        assertThat(untilReset(Map.of(
                        "anthropic-ratelimit-requests-remaining", "0",
                        "anthropic-ratelimit-requests-reset", "2026-11-23T23:59:59Z")))
                .isNull();
    }
}
