package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.http.HttpHeaders;

/** A model's name comes from a provider, over the wire, and goes into a header. */
class ServedHeadersTest {

    private static HttpHeaders headersOf(String model) {
        HttpHeaders headers = new HttpHeaders();
        ServedHeaders.served(
                headers,
                new ChatResponse(
                        List.of(), ChatResponseMetadata.builder().model(model).build()));
        return headers;
    }

    static List<String> noHeaders() {
        return List.of("a\r\nx-evil: 1", "mödel", "m".repeat(100_000), "");
    }

    @ParameterizedTest
    @MethodSource("noHeaders")
    void model_thatNoHeaderCanHold_isLeftOut(String model) {
        assertThat(headersOf(model).headerNames()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void model_isAHeader(String model) {
        assertThat(headersOf(model).getFirst(ServedHeaders.MODEL)).isEqualTo(model);
    }

    static List<String> model_isAHeader() {
        return List.of("gpt-5-mini", "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/" + "m".repeat(200));
    }
}
