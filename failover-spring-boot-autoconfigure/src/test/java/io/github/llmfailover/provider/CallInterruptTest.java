package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.time.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallInterruptTest {

    private final Exchange exchange = new Exchange(new VirtualTime());

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void abort_duringTheCall_interruptsItAndNothingAfterwards() {
        Boolean duringCall = CallInterrupt.around(exchange, () -> {
            exchange.abort();
            return Thread.currentThread().isInterrupted();
        });

        assertThat(duringCall).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void abort_ofACallerThatIsInterruptedAlready_leavesItsInterrupt() {
        CallInterrupt.around(exchange, () -> {
            Thread.currentThread().interrupt();
            exchange.abort();
            return "";
        });

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void abort_afterTheCall_interruptsNobody() {
        CallInterrupt.around(exchange, () -> "");
        exchange.abort();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
