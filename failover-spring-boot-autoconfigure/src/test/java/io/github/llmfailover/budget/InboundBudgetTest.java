package io.github.llmfailover.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.time.VirtualTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a header says of the time there is. */
class InboundBudgetTest {

    private final VirtualTime time = new VirtualTime();

    @ParameterizedTest
    @CsvSource({
        "1500, 1500",
        "' 1500 ', 1500",
        "0, 0",
        "-20, 0",
        "60001, 60000",
        "99999999999999999999999999, 60000",
        "soon, ",
        "1.5, ",
        "10s, ",
        "'', ",
        "-, ",
        ", "
    })
    void header_isReadAndKeptInBounds(@Nullable String header, @Nullable Long millis) {
        InboundBudget budget = new InboundBudget("x-budget", null, Duration.ofSeconds(60), time);
        InboundBudget byDefault = new InboundBudget("x-budget", Duration.ofSeconds(7), Duration.ofSeconds(60), time);

        assertThat(budget.deadline(header))
                .isEqualTo(millis == null ? null : time.now().plusMillis(millis));
        assertThat(byDefault.deadline(header)).isEqualTo(time.now().plusMillis(millis == null ? 7000 : millis));
    }
}
