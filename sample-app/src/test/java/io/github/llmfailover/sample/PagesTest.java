package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.chat.FailoverChatModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.json.JsonMapper;

/** What any page shows can be done: links lead somewhere, configurations start, code is compiled. */
class PagesTest {

    @ParameterizedTest
    @MethodSource("io.github.llmfailover.sample.Pages#all")
    void links_ofAPage_leadToFilesAndHeadings(String page) throws IOException {
        for (Pages.Link link : Pages.links(page)) {
            assertThat(link.file()).as(link.toString()).exists();
            if (!link.anchor().isEmpty() && link.file().toString().endsWith(".md")) {
                assertThat(Pages.anchors(link.file())).as(link.toString()).contains(link.anchor());
            }
        }
    }

    /** Code that a page shows stands in a source that the build compiles. */
    @Test
    void java_ofEveryPage_isCompiled() {
        List<String> sources = Pages.sources();

        assertThat(Pages.blocks("java")).isNotEmpty().allSatisfy(block -> assertThat(sources)
                .as(block.toString())
                .anyMatch(source -> source.contains(block.text().replaceAll("\\s", ""))));
    }

    @Test
    void json_ofEveryPage_canBeRead() {
        assertThat(Pages.blocks("json"))
                .allSatisfy(block ->
                        assertThat(JsonMapper.shared().readTree(block.text())).isNotNull());
    }

    @Test
    void xml_ofEveryPage_canBeRead() {
        assertThat(Pages.blocks("xml")).isNotEmpty().allSatisfy(block -> {
            // A page shows several elements where a file would have one around them.
            String document = "<page>" + block.text() + "</page>";
            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8))))
                    .isNotNull();
        });
    }

    @Test
    void mavenCommands_ofEveryPage_nameModulesAndProfilesThatThereAre() {
        String poms = Readme.text("pom.xml");
        assertThat(Pages.mavenCommands()).isNotEmpty().allSatisfy(command -> {
            Matcher profile = Pattern.compile(" -P(\\S+)").matcher(command);
            while (profile.find()) {
                assertThat(poms).as(command).contains("<id>" + profile.group(1) + "</id>");
            }
            Matcher modules = Pattern.compile(" -pl (\\S+)").matcher(command);
            while (modules.find()) {
                assertThat(modules.group(1).split(",")).as(command).allSatisfy(module -> assertThat(poms)
                        .contains("<module>" + module + "</module>"));
            }
        });
    }

    static List<Pages.Block> configurations() {
        return Pages.blocks("yaml").stream()
                // Rules of Prometheus and the like have tests of their own.
                .filter(block -> Pattern.compile("^(llm|spring|server|management)[.:]", Pattern.MULTILINE)
                        .matcher(block.text())
                        .find())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void yaml_ofAPage_startsAnApplicationWithThatChain(Pages.Block block) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        for (PropertySource<?> source : new YamlPropertySourceLoader()
                .load("page", new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8)))) {
            environment.getPropertySources().addLast(source);
        }
        environment.getPropertySources().addLast(new MapPropertySource("rest", rest(block.text())));
        SpringApplication application = new SpringApplication(Bare.class);
        application.setInitializers(List.of());
        application.setEnvironment(environment);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setAddCommandLineProperties(false);

        try (var context = application.run("--spring.config.name=none")) {
            assertThat(context.getBean(FailoverChatModel.class)).isNotNull();
        }
    }

    /** What an application has besides: keys, and what the environment says. */
    private static Map<String, Object> rest(String yaml) {
        Map<String, Object> rest = new LinkedHashMap<>();
        Matcher variable = Pattern.compile("\\$\\{([A-Z0-9_]+)}").matcher(yaml);
        while (variable.find()) {
            rest.put(variable.group(1), value(variable.group(1)));
        }
        for (String more : List.of("embedding", "image", "moderation", "audio.speech", "audio.transcription")) {
            rest.put("spring.ai.model." + more, "none");
        }
        rest.put("server.port", 0);
        rest.put("spring.ai.openai.api-key", "a-key");
        rest.put("spring.ai.anthropic.api-key", "a-key");
        return rest;
    }

    private static String value(String variable) {
        if (variable.endsWith("SHA256")) {
            return "0123456789abcdef".repeat(4);
        }
        return variable.endsWith("URL") ? "http://127.0.0.1:1" : "a-" + variable.toLowerCase(Locale.ROOT);
    }

    @Test
    void pages_allBesideOneAnother_areFoundFromTheReadme() throws IOException {
        String readme = Readme.text("README.md") + Readme.text("CONTRIBUTING.md");

        try (var pages = Files.list(Path.of("..", "docs"))) {
            assertThat(pages.filter(page -> page.toString().endsWith(".md")))
                    .allSatisfy(page -> assertThat(readme).contains("docs/" + page.getFileName()));
        }
    }

    /** Not a configuration by its annotations, which would make it this test's own. */
    @EnableAutoConfiguration
    static class Bare {}
}
