package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProviderSimulatorExtensionTest {

    @RegisterExtension
    static final ProviderSimulatorExtension ACME = ProviderSimulatorExtension.named("acme");

    @Nested
    class InANestedClass {
        @Test
        void simulator_ofTheOuterClass_runs() {
            assertThat(chat(ACME.simulator())).contains("Hello from acme.");
        }
    }

    @Test
    @Order(1)
    void simulator_leftBroken_isRemembered() {
        ACME.simulator().always(Behavior.serverError());
        ACME.simulator().answers(Answer.text("Something else"));
        assertThat(chat(ACME.simulator())).startsWith("HTTP/1.1 500");
    }

    @Test
    @Order(2)
    void simulator_beforeTheNextTest_isAsNew(ProviderSimulator simulator) {
        assertThat(simulator).isSameAs(ACME.simulator());
        assertThat(simulator.requests()).isEmpty();
        assertThat(chat(simulator)).contains("Hello from acme.");
    }

    private static String chat(ProviderSimulator simulator) {
        try (RawClient client = new RawClient(simulator)) {
            return client.send(RawClient.postAndClose("/v1/chat/completions", RawClient.OPENAI_CALL))
                    .readAll()
                    .text();
        }
    }
}
