package io.github.llmfailover.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of the meters names those that there are, and no others. */
class DocumentedMetersTest {

    /** How every meter is made here: by a builder that is given its name. */
    private static final Pattern BUILT = Pattern.compile(
            "\\b(?:Counter|Timer|Gauge|DistributionSummary)\\s*\\.builder\\(\\s*\"(llm\\.failover[^\"]*)\"");

    /** Makes a meter another way, which the pattern above would not see. */
    private static final Pattern OTHERWISE = Pattern.compile("\\bregistry\\s*\\.(?:counter|timer|summary|gauge|more)\\("
            + "|\\b(?:FunctionCounter|FunctionTimer|TimeGauge|LongTaskTimer)\\b"
            + "|\\b(?:Counter|Timer|Gauge|DistributionSummary)\\s*\\.builder\\(\\s*[^\"\\s]");

    private static final Pattern ROW =
            Pattern.compile("^\\| `(llm\\.failover[^`]*)` \\| (?:timer|counter|gauge|summary) \\|", Pattern.MULTILINE);

    @Test
    void meters_areThoseThatThePageNames() throws IOException {
        Set<String> made = sources()
                .flatMap(source -> BUILT.matcher(source).results())
                .map(name())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = ROW.matcher(Files.readString(Path.of("../docs/observability.md")))
                .results()
                .map(name())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(made).hasSizeGreaterThan(15);
        assertThat(documented).isEqualTo(made);
    }

    @Test
    void meters_areMadeInTheOneWayThatIsCompared() throws IOException {
        assertThat(sources()
                        .flatMap(source -> OTHERWISE.matcher(source).results())
                        .map(MatchResult::group))
                .isEmpty();
    }

    private static Function<MatchResult, String> name() {
        return match -> match.group(1);
    }

    private static Stream<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(DocumentedMetersTest::read)
                    .toList()
                    .stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
