package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Behaviors written down as maps. */
class BehaviorsTest {

    static List<String> names() {
        return List.copyOf(Behaviors.names());
    }

    @Test
    void names_areThoseOfTheFactoryMethods() {
        List<String> factories = Arrays.stream(Behavior.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .distinct()
                .toList();

        assertThat(Behaviors.names()).containsExactlyInAnyOrderElementsOf(factories);
    }

    @ParameterizedTest
    @MethodSource("names")
    void parse_everyName_becomesThatBehavior(String name) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("status", 503, "tokens", 3, "event", 2));
        all.putAll(Map.of("duration", "2s", "delay", "2s", "perToken", "2ms", "perByte", "2us", "retryAfter", "2s"));
        all.putAll(Map.of("remaining", 1, "reset", "1m", "name", "X-Test", "value", "1"));
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("behavior", name));
        // The fields that a behavior takes are found by leaving out those that it complains about.
        for (Map.Entry<String, Object> field : all.entrySet()) {
            if (takes(name, field.getKey())) {
                fields.put(field.getKey(), field.getValue());
            }
        }

        assertThat(Behaviors.parse(fields).toString()).startsWith(name + "(");
    }

    private static boolean takes(String name, String field) {
        try {
            Behaviors.parse(Map.of("behavior", name, field, ""));
            return true;
        } catch (IllegalArgumentException e) {
            return !String.valueOf(e.getMessage()).startsWith("Unknown field");
        }
    }

    @ParameterizedTest
    @CsvSource({"2s, PT2S", "250ms, PT0.25S", "40, PT0.04S", "3 m, PT3M", "PT1H, PT1H", "5us, PT0.000005S"})
    void parse_duration_inEveryWayOfWriting(String written, String expected) {
        assertThat(Behaviors.parse(Map.of("behavior", "responseDelay", "delay", written)))
                .hasToString("responseDelay(" + expected + ")");
    }

    @Test
    void and_healthy_changesNothing() {
        Behavior behavior = Behavior.serverError();

        assertThat(Behavior.healthy().and(behavior)).isSameAs(behavior);
        assertThat(behavior.and(Behavior.healthy())).isSameAs(behavior);
    }
}
