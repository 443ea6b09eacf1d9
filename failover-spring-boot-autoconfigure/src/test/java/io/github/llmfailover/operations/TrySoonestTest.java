package io.github.llmfailover.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.NoProviderAvailableException;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.test.Behavior;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.prompt.Prompt;

/** {@code when-unavailable: try-soonest} asks somebody who takes no requests, but never against an operator's wish. */
class TrySoonestTest {

    @Test
    void trySoonest_underAnOperatorsHold_asksOnlyThoseWhoAreOutForReasonsOfTheirOwn() {
        try (OperatedApp app = new OperatedApp(
                OperatedApp.WRITABLE,
                "llm.failover.when-unavailable=try-soonest",
                "llm.failover.circuit-breaker.minimum-number-of-calls=2",
                "llm.failover.circuit-breaker.open-duration=60s")) {
            app.post("llmfailover/openai", "{\"action\":\"drain\",\"forSeconds\":5}");
            app.post("llmfailover/ollama", "{\"action\":\"disable\",\"forSeconds\":5}");
            app.simulator("anthropic").always(Behavior.serverError());
            while (app.state("anthropic") == ProviderState.CLOSED) {
                assertThatThrownBy(() -> app.model().call("hello")).isInstanceOf(RuntimeException.class);
            }
            app.simulator("anthropic").heal();

            // Those whom the operator holds are back sooner.
            assertThat(FailoverReport.of(app.model().call(new Prompt("hello"))).provider())
                    .isEqualTo("anthropic");

            app.post("llmfailover/anthropic", "{\"action\":\"disable\",\"evenIfLast\":true}");
            assertThatThrownBy(() -> app.model().call("hello")).isInstanceOf(NoProviderAvailableException.class);
            assertThat(app.simulator("openai").requestCount()).isZero();
            assertThat(app.simulator("ollama").requestCount()).isZero();
        }
    }
}
