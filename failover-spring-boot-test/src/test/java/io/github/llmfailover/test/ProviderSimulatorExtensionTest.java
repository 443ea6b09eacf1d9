package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProviderSimulatorExtensionTest {

    /** The extension asks its context for nothing. */
    private static final ExtensionContext CONTEXT = (ExtensionContext) Proxy.newProxyInstance(
            ExtensionContext.class.getClassLoader(), new Class<?>[] {ExtensionContext.class}, (proxy, method, args) -> {
                throw new UnsupportedOperationException(method.getName());
            });

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

    @Test
    void instanceField_afterItsTest_isClosed() {
        ProviderSimulatorExtension extension = ProviderSimulatorExtension.named("bolt");
        extension.beforeEach(CONTEXT);
        assertThat(chat(extension.simulator())).contains("Hello from bolt.");

        extension.afterEach(CONTEXT);

        assertThatThrownBy(() -> chat(extension.simulator())).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void staticField_afterTheLastClass_isClosed() {
        ProviderSimulatorExtension extension = ProviderSimulatorExtension.named("bolt");
        extension.beforeAll(CONTEXT);
        extension.beforeAll(CONTEXT);
        extension.afterEach(CONTEXT);
        extension.afterAll(CONTEXT);
        assertThat(chat(extension.simulator())).contains("Hello from bolt.");

        extension.afterAll(CONTEXT);

        assertThatThrownBy(() -> chat(extension.simulator())).isInstanceOf(UncheckedIOException.class);
    }

    private static String chat(ProviderSimulator simulator) {
        try (RawClient client = new RawClient(simulator)) {
            return client.send(RawClient.postAndClose("/v1/chat/completions", RawClient.OPENAI_CALL))
                    .readAll()
                    .text();
        }
    }
}
