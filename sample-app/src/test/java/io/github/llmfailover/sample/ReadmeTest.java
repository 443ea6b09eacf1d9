package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the README says is true. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sample.demo=true")
class ReadmeTest {

    private static final String EXAMPLES =
            "sample-app/src/test/java/io/github/llmfailover/sample/DocumentedExamples.java";

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

    @ParameterizedTest
    @MethodSource("yaml")
    void yaml_asConfiguration_startsAnApplicationWithThatChain(String yaml) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        Map<String, Object> rest = new LinkedHashMap<>();
        for (String key : List.of("OPENAI_API_KEY", "OPENAI_SECOND_API_KEY", "ANTHROPIC_API_KEY")) {
            rest.put(key, "a-key");
        }
        for (String more : List.of("embedding", "image", "moderation", "audio.speech", "audio.transcription")) {
            rest.put("spring.ai.model." + more, "none");
        }
        rest.put("spring.ai.openai.api-key", "a-key");
        rest.put("spring.ai.anthropic.api-key", "a-key");
        for (PropertySource<?> source : new YamlPropertySourceLoader()
                .load("readme", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
            environment.getPropertySources().addLast(source);
        }
        environment.getPropertySources().addLast(new MapPropertySource("rest", rest));
        SpringApplication application = new SpringApplication(Bare.class);
        application.setInitializers(List.of());
        application.setEnvironment(environment);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setAddCommandLineProperties(false);

        try (var context = application.run("--spring.config.name=none")) {
            assertThat(context.getBean(FailoverChatModel.class)).isNotNull();
        }
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

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/failures.md", "docs/limits.md", "docs/streams.md"})
    void java_inThePage_compiles(String page) {
        String compiled = Readme.text(EXAMPLES).replaceAll("\\s", "");

        assertThat(Readme.blocks("java", page)).isNotEmpty().allSatisfy(block -> assertThat(compiled)
                .contains(block.replaceAll("\\s", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "CONTRIBUTING.md",
                "CHANGELOG.md",
                "docs/failures.md",
                "docs/field-bugs.md",
                "docs/gateway.md",
                "docs/health.md",
                "docs/limits.md",
                "docs/operations.md",
                "docs/probes.md",
                "docs/start-up.md",
                "docs/streams.md",
                "docs/threads.md",
                "benchmarks/README.md"
            })
    void links_inThePage_leadToFiles(String page) {
        assertThat(Readme.linksOf(page)).allSatisfy(file -> assertThat(file).exists());
    }

    static List<String> yaml() {
        return Stream.of("README.md", "docs/failures.md", "docs/limits.md", "docs/operations.md", "docs/probes.md")
                .flatMap(page -> Readme.blocks("yaml", page).stream())
                .toList();
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
        return List.of("bean", "client", "model", "tags");
    }

    /** Not a configuration by its annotations, which would make it this test's own. */
    @EnableAutoConfiguration
    static class Bare {}
}
