package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.NoProviderAvailableException;
import io.github.llmfailover.RequestRejectedException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {

    private static final FailoverReport NOTHING_TRIED =
            new FailoverReport("default", CallMode.CALL, null, null, false, false, false, List.of());

    private final Problems problems = new Problems();

    @Test
    void failed_soonestIsBackLater_saysWhenRoundedUp() {
        var response = problems.failed(
                new NoProviderAvailableException("nobody", NOTHING_TRIED, Duration.ofMillis(4_001), null));

        assertThat(response.getStatusCode().value()).isEqualTo(503);
        assertThat(response.getHeaders().getFirst("Retry-After")).isEqualTo("5");
    }

    @Test
    void failed_nobodyKnowsWhen_saysNothing() {
        var response = problems.failed(new NoProviderAvailableException("nobody", NOTHING_TRIED, null, null));

        assertThat(response.getHeaders().getFirst("Retry-After")).isNull();
    }

    @Test
    void failed_requestAtFault_isTheClientsError() {
        var response = problems.failed(new RequestRejectedException("too long", NOTHING_TRIED, null));

        assertThat(response.getStatusCode().value()).isEqualTo(422);
    }

    @Test
    void failed_deadline_isATimeOut() {
        var response = problems.failed(new DeadlineExceededException("late", NOTHING_TRIED, null));

        assertThat(response.getStatusCode().value()).isEqualTo(504);
    }

    @Test
    void in_wrapped_isFound() {
        var failure = new DeadlineExceededException("late", NOTHING_TRIED, null);

        assertThat(Problems.in(new IllegalStateException("Stream processing failed", failure)))
                .isSameAs(failure);
        assertThat(Problems.in(new IllegalStateException("other"))).isNull();
    }
}
