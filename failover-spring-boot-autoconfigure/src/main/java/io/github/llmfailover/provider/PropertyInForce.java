package io.github.llmfailover.provider;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A property of a client together with the value that holds.
 *
 * @param name the property to set where the value is to be another
 * @param value what holds now, set or by default
 */
record PropertyInForce(String name, String value) {

    static PropertyInForce of(String name, String byDefault, Function<String, @Nullable String> property) {
        String value = property.apply(name);
        return new PropertyInForce(name, value == null || value.isBlank() ? byDefault : value.strip());
    }

    /**
     * OpenAI's chat model may have a value of its own, which Spring AI 2.0 takes only where it differs from the default;
     * otherwise that of all OpenAI models holds.
     */
    static PropertyInForce ofOpenAi(String name, String byDefault, Function<String, @Nullable String> property) {
        PropertyInForce ofChat = of("spring.ai.openai.chat." + name, byDefault, property);
        return ofChat.value().equals(byDefault) ? of("spring.ai.openai." + name, byDefault, property) : ofChat;
    }
}
