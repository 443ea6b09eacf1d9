package io.github.llmfailover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.llmfailover.time.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private final VirtualTime time = new VirtualTime();

    @Test
    void freshBudget_holdsTenSecondsOfItsAllowance() {
        assertThat(new RetryBudget(0.2, 10, time).available()).isEqualTo(100.0);
    }

    @Test
    void withoutAllowance_callsEarnRetriesInProportion() {
        RetryBudget budget = new RetryBudget(0.2, 0, time);
        for (int i = 0; i < 10; i++) {
            budget.callBegan();
        }

        assertThat(budget.tryTake()).isTrue();
        assertThat(budget.tryTake()).isTrue();
        assertThat(budget.tryTake()).isFalse();
    }

    @Test
    void whatWasEarnedAndTaken_isForgottenAfterTheWindow() {
        RetryBudget budget = new RetryBudget(0.2, 1, time);
        while (budget.tryTake()) {
            // Until it is empty.
        }
        assertThat(budget.available()).isZero();

        time.advance(Duration.ofSeconds(11));

        assertThat(budget.available()).isEqualTo(10.0);
    }

    @Test
    void steadyOutage_retriesStayWithinTheShareOfCalls() {
        RetryBudget budget = new RetryBudget(0.1, 0, time);
        int retries = 0;
        for (int i = 0; i < 100_000; i++) {
            budget.callBegan();
            if (budget.tryTake()) {
                retries++;
            }
            time.advance(Duration.ofMillis(3));
        }

        assertThat(retries).isBetween(9_000, 10_000);
    }

    @Test
    void nonsense_isRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryBudget(1.5, 10, time));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryBudget(Double.NaN, 10, time));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryBudget(0.2, -1, time));
    }
}
