package io.github.llmfailover.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatewayDocsTest {

    @ParameterizedTest
    @EnumSource
    void field_isDocumentedAsItIsTreated(RequestField field) throws IOException {
        assertThat(Files.readString(Path.of("../docs/gateway.md")))
                .contains("| `" + field.wireName() + "` | " + field.treatment().word() + " | " + field.note()
                        + (field.note().isEmpty() ? "|" : " |"));
    }
}
