package io.github.llmfailover.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileRequestTest {

    @Test
    void tenThousandMessages_areRead() {
        String messages = "{'role':'user','content':'x'},".repeat(9_999) + "{'role':'user','content':'x'}";
        assertThat(Requests.read(Requests.of(messages)).prompt().getInstructions())
                .hasSize(10_000);
    }

    @Test
    void modelOfAMillionCharacters_isRefusedWithoutRepeatingIt() {
        assertThatExceptionOfType(BadRequest.class)
                .isThrownBy(() -> Requests.read(Requests.json(
                        "{'model':'" + "m".repeat(1_000_000) + "','messages':[{'role':'user','content':'x'}]}")))
                .satisfies(refusal -> assertThat(refusal.param()).isEqualTo("model"))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(100));
    }

    @Test
    void modelOfTheLongestName_isRead() {
        String model = "m".repeat(512);
        assertThat(Requests.read(Requests.json("{'model':'" + model + "','messages':[{'role':'user','content':'x'}]}"))
                        .model())
                .isEqualTo(model);
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
    void nesting_asDeepAsAllowed_isRead() {
        assertThat(Requests.read(nested(GatewayJson.MAX_DEPTH - 1)).ignored()).contains("unknown");
    }

    @Test
    void nesting_oneDeeper_isRefused() {
        String request = nested(GatewayJson.MAX_DEPTH);
        assertThatExceptionOfType(BadRequest.class)
                .isThrownBy(() -> Requests.read(request))
                .withMessageContaining("nested deeper than 128");
    }

    private static String nested(int arrays) {
        return Requests.with("'unknown':" + "[".repeat(arrays) + "]".repeat(arrays));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'unknown':'\\ud83d'",
                "'unknown':['\\uDE00']",
                "'unknown':{'\\ud800':1}",
                "'unknown':'\\ude00\\ud83d'",
            })
    void halfASurrogatePair_isRefused(String field) {
        String request = Requests.with(field);
        assertThatExceptionOfType(BadRequest.class)
                .isThrownBy(() -> Requests.read(request))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("invalid_json"))
                .withMessageContaining("surrogate");
    }

    @Test
    void surrogatePair_isACharacter() {
        assertThat(Requests.read(Requests.of("{'role':'user','content':'\\ud83d\\ude00'}"))
                        .prompt()
                        .getContents())
                .isEqualTo("\ud83d\ude00");
    }

    @Test
    void escapedBackslashBeforeWhatLooksLikeASurrogate_isText() {
        assertThat(Requests.read(Requests.of("{'role':'user','content':'\\\\ud83d'}"))
                        .prompt()
                        .getContents())
                .isEqualTo("\\ud83d");
    }

    @Test
    void numberThatNoDoubleHolds_isRefusedRatherThanSentAsSomethingElse() {
        String request = Requests.with("'unknown':[1e400]");
        assertThatExceptionOfType(BadRequest.class)
                .isThrownBy(() -> Requests.read(request))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("invalid_value"));
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
        // Cut off, an overlong slash, and half a surrogate pair.
        for (int[] sequence : new int[][] {{0xc3, 0x28}, {0xc0, 0xaf}, {0xed, 0xa0, 0x80}}) {
            byte[] body = "{\"a\":\"   \"}".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < sequence.length; i++) {
                body[6 + i] = (byte) sequence[i];
            }
            assertThatExceptionOfType(BadRequest.class)
                    .isThrownBy(() -> GatewayJson.parse(body))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("invalid_utf8"));
        }
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
