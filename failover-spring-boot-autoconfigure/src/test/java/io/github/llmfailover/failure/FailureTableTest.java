package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.llmfailover.failure.FailureKind.Fault;
import io.github.llmfailover.failure.Reaction.Next;
import io.github.llmfailover.failure.Reaction.Rest;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTableTest {

    private static final String TABLE = """
            RATE_LIMITED,     OURS,     false, NEXT_PROVIDER,         false, retry-after
            QUOTA_EXHAUSTED,  OURS,     false, NEXT_PROVIDER,         false, PT10M
            AUTHENTICATION,   OURS,     false, NEXT_PROVIDER,         false, PT5M
            MODEL_NOT_FOUND,  OURS,     false, NEXT_PROVIDER,         false, none
            LOCAL_EXHAUSTION, OURS,     false, NEXT_PROVIDER,         false, none
            OVERLOADED,       PROVIDER, true,  NEXT_PROVIDER,         true,  none
            SERVER_ERROR,     PROVIDER, true,  NEXT_PROVIDER,         true,  none
            CONNECTION,       PROVIDER, true,  NEXT_PROVIDER,         true,  none
            NO_FIRST_TOKEN,   PROVIDER, false, NEXT_PROVIDER,         true,  none
            NO_RESPONSE,      PROVIDER, false, NEXT_PROVIDER,         true,  none
            STALLED,          PROVIDER, false, NEXT_PROVIDER,         true,  none
            STREAM_CUT,       PROVIDER, false, NEXT_PROVIDER,         true,  none
            MALFORMED,        PROVIDER, true,  NEXT_PROVIDER,         true,  none
            CONTEXT_TOO_LONG, REQUEST,  false, LARGER_CONTEXT_WINDOW, false, none
            CONTENT_FILTERED, REQUEST,  false, STOP,                  false, none
            INVALID_REQUEST,  REQUEST,  false, STOP,                  false, none
            CANCELLED,        CALLER,   false, STOP,                  false, none
            CALLER_DEADLINE,  CALLER,   false, STOP,                  false, none
            SUPERSEDED,       CALLER,   false, STOP,                  false, none
            UNKNOWN,          PROVIDER, false, NEXT_PROVIDER,         true,  none
            """;

    @ParameterizedTest
    @CsvSource(textBlock = TABLE)
    void kind_untouchedByConfiguration_reactsAsTheTableSays(
            FailureKind kind, Fault fault, boolean retry, Next next, boolean counts, String rest) {
        assertThat(kind.fault()).isEqualTo(fault);
        assertThat(FailureRules.defaults().reactionTo(kind)).isEqualTo(new Reaction(retry, next, counts, rest(rest)));
    }

    @Test
    void table_listsEveryKind() {
        assertThat(TABLE.lines()
                        .map(line -> line.substring(0, line.indexOf(',')))
                        .collect(Collectors.toList()))
                .containsExactlyElementsOf(
                        Arrays.stream(FailureKind.values()).map(Enum::name).toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTENT_FILTERED", "INVALID_REQUEST"})
    void rules_toldToFailOver_changeOnlyWhereTheCallGoes(FailureKind kind) {
        FailureRules rules = FailureRules.defaults().with(kind, Next.NEXT_PROVIDER);

        assertThat(rules.reactionTo(kind)).isEqualTo(new Reaction(false, Next.NEXT_PROVIDER, false, Rest.NONE));
        for (FailureKind other : FailureKind.values()) {
            if (other != kind) {
                assertThat(rules.reactionTo(other)).isEqualTo(other.defaultReaction());
            }
        }
    }

    @Test
    void rules_changedForOneKind_leaveTheOriginalAlone() {
        FailureRules rules = FailureRules.defaults();
        rules.with(FailureKind.CONTENT_FILTERED, Next.NEXT_PROVIDER);
        assertThat(rules.reactionTo(FailureKind.CONTENT_FILTERED).next()).isEqualTo(Next.STOP);
    }

    @Test
    void failure_withNegativeTimeToWait_isRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Failure(FailureKind.RATE_LIMITED, null, 429, Duration.ofSeconds(-1)));
    }

    @Test
    void rest_thatIsFixedAndGrows_isRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Rest(false, Duration.ofSeconds(1), true));
    }

    private static Rest rest(String text) {
        return switch (text) {
            case "none" -> Rest.NONE;
            case "retry-after" -> Rest.RETRY_AFTER_OR_BACKOFF;
            default -> Rest.fixed(Duration.parse(text));
        };
    }
}
