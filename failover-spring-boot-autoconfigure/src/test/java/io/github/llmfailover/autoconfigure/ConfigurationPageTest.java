package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of all properties says what their metadata says. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void page_inTheRepository_isWhatTheMetadataSays() throws IOException {
        String page = ConfigurationPage.write();
        if ("write".equals(System.getProperty("configuration-page"))) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("run: mvn -pl failover-spring-boot-test,failover-spring-boot-autoconfigure test"
                        + " -Dtest=ConfigurationPageTest -Dconfiguration-page=write"
                        + " -Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(page);
    }

    @Test
    void page_ofAllProperties_hasThoseOfMapsAndListsToo() {
        assertThat(ConfigurationPage.write())
                .contains(
                        "| `llm.failover.providers.<name>.client.api-key` | text |",
                        "| `llm.failover.providers.<name>.adapt.parameters.<parameter>.at-most` | number |",
                        "| `llm.failover.providers.<name>.timeout.first-token` | duration | *as for all* |",
                        "| `llm.failover.reactions.<kind>.rest` | duration |",
                        "| `llm.failover.gateway.api-keys[0].key-sha256` | text |",
                        "| `llm.failover.degradation.rules.answers[0].pattern` | text |");
    }
}
