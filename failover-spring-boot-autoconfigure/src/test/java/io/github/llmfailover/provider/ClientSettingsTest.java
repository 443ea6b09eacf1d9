package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSettingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:secret@host/v1",
                "https://secret@host",
                "ftp://host",
                "host/v1",
                "https://host/v1?key=secret",
                "https://host/v1#secret"
            })
    void settings_unusableUrl_isRejectedWithoutRepeatingASecret(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientSettings(ClientType.OPENAI, url, null, Map.of()))
                .withMessageContaining("base-url")
                .withMessageNotContaining("secret");
    }

    @Test
    void settings_blankValues_countAsUnset() {
        ClientSettings settings = new ClientSettings(ClientType.OLLAMA, " ", "", Map.of());

        assertThat(settings.baseUrl()).isNull();
        assertThat(settings.apiKey()).isNull();
    }

    @Test
    void settings_headerOfSeveralLines_isRejectedWithoutItsValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientSettings(ClientType.OPENAI, null, null, Map.of("X", "secret\r\nY: 1")))
                .withMessageNotContaining("secret");
    }

    @Test
    void toString_keyAndHeaders_areNotShown() {
        ClientSettings settings =
                new ClientSettings(ClientType.OPENAI, "https://host/v1", "secret", Map.of("X-Auth", "secret"));

        assertThat(settings.toString()).contains("https://host/v1", "X-Auth").doesNotContain("secret");
    }
}
