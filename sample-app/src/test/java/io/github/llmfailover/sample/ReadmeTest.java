package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the README says is true. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sample.demo=true")
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
class ReadmeTest {

    private final Http http;

    ReadmeTest(@LocalServerPort int port) {
        this.http = new Http(port);
    }

    @Test
    void commands_replayed_printWhatIsShown() {
        List<Readme.Exchange> exchanges = Readme.exchanges();

        assertThat(exchanges).hasSize(6).allSatisfy(exchange -> {
            String output = http.send(exchange.method(), exchange.path(), exchange.json())
                    .body();
            assertThat(stable(output)).isEqualTo(stable(exchange.output()));
        });
    }

    @Test
    void properties_inTheTable_existWithThatDefault() throws IOException {
        Map<String, JsonNode> metadata = metadata();

        assertThat(Readme.properties()).isNotEmpty().allSatisfy(row -> {
            String name = row.get(0);
            if (name.contains("<name>")) {
                assertThat(providerSettings()).contains(name.substring(name.lastIndexOf('.') + 1));
                return;
            }
            assertThat(metadata).containsKey(name);
            JsonNode byDefault = metadata.get(name).path("defaultValue");
            if (!byDefault.isMissingNode()) {
                assertThat(row.get(1)).isEqualTo(byDefault.asString());
            }
        });
    }

    /** Tables of meters look the same, so that what is no property is passed over; the page of all has types in between. */
    @Test
    void properties_inTablesOfOtherPages_haveTheDefaultThatIsShown() throws IOException {
        Map<String, JsonNode> metadata = metadata();

        List<List<String>> rows = Pages.all().stream()
                .filter(page -> !page.equals("docs/configuration.md"))
                .flatMap(page -> Readme.properties(page).stream())
                .filter(row -> metadata.containsKey(row.get(0)))
                .toList();

        assertThat(rows).hasSizeGreaterThan(10).allSatisfy(row -> {
            JsonNode byDefault = metadata.get(row.get(0)).path("defaultValue");
            if (!byDefault.isMissingNode()) {
                assertThat(row.get(1)).as(row.get(0)).isEqualTo(byDefault.asString());
            }
        });
    }

    @Test
    void failures_inTheTable_areAllThatThereAreWithTheirReactions() {
        List<String> rows = Arrays.stream(FailureKind.values())
                .map(kind -> String.join(
                        " ",
                        words(kind),
                        words(kind.fault()),
                        kind.defaultReaction().retrySameProvider() ? "yes" : "no",
                        words(kind.defaultReaction().next()).replace('-', ' '),
                        kind.defaultReaction().countsForBreaker() ? "yes" : "no",
                        kind.defaultReaction().rest().isNone() ? "none" : "rest"))
                .toList();

        assertThat(Readme.rows("docs/failures.md", 7))
                .filteredOn(cells -> cells.get(0).startsWith("`"))
                .map(cells -> String.join(
                        " ",
                        cells.get(0).replace("`", ""),
                        cells.get(2),
                        cells.get(3),
                        cells.get(4),
                        cells.get(5),
                        cells.get(6).equals("none") ? "none" : "rest"))
                .containsExactlyElementsOf(rows);
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Test
    void ci_runsTheCommandThatTheReadmeGives() {
        List<String> commands =
                Readme.blocks("shell").stream().map(String::strip).toList();

        assertThat(commands).containsExactly("mvn -pl sample-app -am -Dmaven.test.skip spring-boot:run", "mvn verify");
        assertThat(Readme.text(".ci/run").stripTrailing()).endsWith("\nmvn verify");
        assertThat(Readme.text("CONTRIBUTING.md")).contains(commands);
    }

    /** Times and measurements differ from run to run. */
    private static String stable(String json) {
        return json.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "a-time")
                .replaceAll("chatcmpl-[0-9a-f]+", "an-id")
                .replaceAll("(\"created\"):\\d+", "$1:a-time")
                .replaceAll("(\"p\\d\\d\"):[\\d.]+", "$1:a-duration");
    }

    /** The metadata of all libraries, by the property's name. */
    private static Map<String, JsonNode> metadata() throws IOException {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        for (URL file : Collections.list(
                ReadmeTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = file.openStream()) {
                JsonMapper.shared()
                        .readTree(in)
                        .path("properties")
                        .forEach(
                                property -> properties.put(property.path("name").asString(), property));
            }
        }
        return properties;
    }

    private static List<String> providerSettings() {
        return List.of("bean", "client", "model", "price", "tags");
    }
}
