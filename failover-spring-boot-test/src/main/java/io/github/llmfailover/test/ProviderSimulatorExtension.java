package io.github.llmfailover.test;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A simulator for the tests of a class, in a field with {@code @RegisterExtension}:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ProviderSimulatorExtension openai = ProviderSimulatorExtension.named("openai");
 * }</pre>
 *
 * <p>It runs as soon as the field has its value, so that its address can go into the configuration of an application.
 * Before each test it heals, forgets its log and gives its first answer again. A simulator in a static field is closed
 * after the last test of the class, one in an instance field after its test.
 *
 * <p>A test method may take the {@link ProviderSimulator} as a parameter, provided there is only one.
 */
public final class ProviderSimulatorExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private final ProviderSimulator simulator;

    /** How many test classes are under way; nested classes are told of their own beginning and end. */
    private int classes;

    private ProviderSimulatorExtension(ProviderSimulator simulator) {
        this.simulator = simulator;
    }

    /** Starts a simulator of this name on any free port. */
    public static ProviderSimulatorExtension named(String name) {
        return of(ProviderSimulator.builder().name(name));
    }

    /** Starts a simulator as the builder says. */
    public static ProviderSimulatorExtension of(ProviderSimulator.Builder builder) {
        return new ProviderSimulatorExtension(builder.start());
    }

    /** The simulator. */
    public ProviderSimulator simulator() {
        return simulator;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        classes++;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        simulator.reset();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (classes == 0) {
            simulator.close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        classes--;
        if (classes == 0) {
            simulator.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ProviderSimulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return simulator;
    }
}
