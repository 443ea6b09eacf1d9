package io.github.llmfailover.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class HostileRequestTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    void tenThousandMessages_areRead() {
        String messages = "{'role':'user','content':'x'},".repeat(9_999) + "{'role':'user','content':'x'}";
        assertThat(Requests.read(Requests.of(messages)).prompt().getInstructions())
                .hasSize(10_000);
    }

    @Test
    void thousandsOfUnknownFields_fitIntoAHeader() {
        StringBuilder fields = new StringBuilder("'a':1");
        for (int i = 0; i < 5_000; i++) {
            fields.append(",'").append("unknown-field-").append(i).append("':1");
        }
        assertThat(String.join(
                        ", ", Requests.read(Requests.with(fields.toString())).ignored()))
                .hasSizeLessThan(2_500)
                .contains("*");
    }

    @Test
    void deepNesting_isRefused() {
        ArrayNode deep = JSON.arrayNode();
        ArrayNode inner = deep;
        for (int i = 0; i < 100_000; i++) {
            inner = inner.addArray();
        }
        ObjectNode request = (ObjectNode) Requests.json(Requests.with(""));
        request.set("unknown", deep);
        assertThatExceptionOfType(BadRequest.class).isThrownBy(() -> Requests.read(request));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "{\"secret\":1,\"secret\":2}",
                "{\"a\":NaN}",
                "{\"a\":1} {\"b\":2}",
                "{'a':1}",
                "secret",
                "\u0000",
            })
    void bodyThatIsNoJson_isRefusedWithoutRepeatingIt(String body) {
        assertThatExceptionOfType(BadRequest.class)
                .isThrownBy(() -> GatewayJson.parse(body.getBytes(StandardCharsets.UTF_8)))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("invalid_json"))
                .withMessageNotContaining("secret");
    }

    @Test
    void bodyThatIsNoUtf8_isRefused() {
        byte[] body = {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'};
        assertThatExceptionOfType(BadRequest.class).isThrownBy(() -> GatewayJson.parse(body));
    }

    @Test
    void bodyOfAHundredThousandBrackets_isRefused() {
        byte[] body = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(BadRequest.class).isThrownBy(() -> GatewayJson.parse(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "null", "\"text\"", "true"})
    void bodyThatIsNoObject_isRefused(String body) {
        assertThatExceptionOfType(BadRequest.class).isThrownBy(() -> Requests.read(body));
    }
}
