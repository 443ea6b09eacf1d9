package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0                              | PT0S
            7                              | PT7S
            1.5                            | PT1.5S
            ' 30 '                         | PT30S
            600                            | PT10M
            601                            | PT10M
            86400                          | PT10M
            99999999999999999999999999     | PT10M
            -1                             | PT0S
            -99999999999999999999          | PT0S
            Sun, 01 Mar 2026 12:00:20 GMT  | PT20S
            Sun, 01 Mar 2026 11:59:00 GMT  | PT0S
            Thu, 01 Jan 1970 00:00:00 GMT  | PT0S
            Fri, 31 Dec 9999 23:59:59 GMT  | PT10M
            """)
    void retryAfter_inSecondsOrAsDate_isClamped(String value, Duration expected) {
        assertThat(RetryAfter.named(headers(Map.of("retry-after", value)), NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "NaN",
                "Infinity",
                "1e9",
                "0x10",
                "1,5",
                "--1",
                "7 s",
                "12:00",
                "\u0000",
                "٣",
                "Sun, 32 Mar 2026 12:00:20 GMT",
                "2026-03-01T12:00:20Z",
                "9E+999999999"
            })
    void retryAfter_thatCannotBeRead_countsAsNotSaid(String value) {
        assertThat(RetryAfter.named(headers(Map.of("retry-after", value)), NOW)).isNull();
    }

    @Test
    void retryAfter_absent_isNull() {
        assertThat(RetryAfter.named(name -> List.of(), NOW)).isNull();
    }

    @Test
    void milliseconds_besideSeconds_win() {
        assertThat(RetryAfter.named(headers(Map.of("retry-after-ms", "250", "retry-after", "1")), NOW))
                .isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void milliseconds_thatCannotBeRead_giveWayToSeconds() {
        assertThat(RetryAfter.named(headers(Map.of("retry-after-ms", "x", "retry-after", "1")), NOW))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void header_severalTimes_meansTheLongest() {
        assertThat(RetryAfter.named(name -> name.equals("retry-after") ? List.of("1", "junk", "9") : List.of(), NOW))
                .isEqualTo(Duration.ofSeconds(9));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            1s,       PT1S
            6m0s,     PT6M
            20ms,     PT0.02S
            8.64s,    PT8.64S
            1m2.5s,   PT1M2.5S
            1h0m0s,   PT10M
            99999999d, PT10M
            12,       PT12S
            36.589s,  PT36.589S
            """)
    void amount_asGoPrintsIt_isRead(String value, Duration expected) {
        assertThat(RetryAfter.amount(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "1", "1x", "1s!", "!1s", "1 s", "-1s", "1s2", "..s"})
    void amount_thatIsNone_isNullUnlessPlainSeconds(String value) {
        assertThat(RetryAfter.amount(value)).isEqualTo(value.equals("1") ? Duration.ofSeconds(1) : null);
    }

    @Test
    void reset_ofLimitThatIsUsedUp_counts() {
        assertThat(RetryAfter.untilReset(
                        headers(Map.of(
                                "x-ratelimit-remaining-requests", "0",
                                "x-ratelimit-reset-requests", "20ms",
                                "x-ratelimit-remaining-tokens", "149000",
                                "x-ratelimit-reset-tokens", "6m0s")),
                        NOW))
                .isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void reset_ofSeveralUsedUpLimits_isTheLastOfThem() {
        assertThat(RetryAfter.untilReset(
                        headers(Map.of(
                                "anthropic-ratelimit-requests-remaining", "0",
                                "anthropic-ratelimit-requests-reset", "2026-03-01T12:00:05Z",
                                "anthropic-ratelimit-input-tokens-remaining", "0",
                                "anthropic-ratelimit-input-tokens-reset", "2026-03-01T13:00:45+01:00")),
                        NOW))
                .isEqualTo(Duration.ofSeconds(45));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "", "none"})
    void reset_ofLimitThatIsNotKnownToBeUsedUp_saysNothing(String remaining) {
        assertThat(RetryAfter.untilReset(
                        headers(Map.of(
                                "x-ratelimit-remaining-requests", remaining, "x-ratelimit-reset-requests", "1s")),
                        NOW))
                .isNull();
    }

    @Test
    void anyValue_ofAnyHeader_isNeverOutsideTheBounds() {
        Random random = new Random(20260301);
        String alphabet = "0123456789.-+eE:smhdTZ ,GMTJanSun\u00b5\u0000\uffff";
        for (int i = 0; i < 50_000; i++) {
            String value = random.ints(random.nextInt(40), 0, alphabet.length())
                    .collect(StringBuilder::new, (s, c) -> s.append(alphabet.charAt(c)), StringBuilder::append)
                    .toString();
            String remaining = random.nextBoolean() ? "0" : value;
            Function<String, List<String>> all = name -> List.of(name.contains("remaining") ? remaining : value);

            assertInBounds(RetryAfter.named(all, NOW));
            assertInBounds(RetryAfter.untilReset(all, NOW));
            assertInBounds(RetryAfter.amount(value));
        }
    }

    @Test
    void longValue_isNotParsed() {
        assertThat(RetryAfter.named(headers(Map.of("retry-after", "1".repeat(1_000_000))), NOW))
                .isNull();
    }

    private static void assertInBounds(@Nullable Duration duration) {
        if (duration != null) {
            assertThat(duration).isBetween(Duration.ZERO, RetryAfter.MAX);
        }
    }

    private static Function<String, List<String>> headers(Map<String, String> headers) {
        return name -> {
            String value = headers.get(name.toLowerCase(Locale.ROOT));
            return value == null ? List.of() : List.of(value);
        };
    }
}
