package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.llmfailover.test.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The programs of {@code docs/gateway.md}, run as they are written there, but for the port. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedClientsTest {

    private static final String ANSWER = "Hello from the first.";

    private final ClientSuite suite = new ClientSuite();

    @BeforeAll
    void answer() {
        suite.app().first().answers(request -> Answer.text(ANSWER));
    }

    @AfterAll
    void close() {
        suite.close();
    }

    @Test
    void typeScript_ofThePage_isCheckedAndPrintsTheAnswer() throws IOException {
        Path compiled = NodeWorkspace.compiled().resolve("docs");
        List<GatewayDoc.Example> examples = GatewayDoc.examples("ts");
        assertThat(examples).hasSize(3);
        for (GatewayDoc.Example example : examples) {
            Path program = compiled.resolve(example.name() + ".js");
            Path here = compiled.resolve(example.name() + "-here.js");
            Files.writeString(here, GatewayDoc.addressed(Files.readString(program), suite.address()));

            prints(suite.program(compiled).run("node", here.getFileName().toString()));
        }
    }

    @Test
    void python_ofThePage_printsTheAnswer(@TempDir Path directory) throws IOException {
        assumeTrue(ClientProgram.exists("python3"), "There is no python3");
        List<GatewayDoc.Example> examples = GatewayDoc.examples("python");
        assertThat(examples).hasSize(1);
        Files.writeString(
                directory.resolve("example.py"),
                examples.get(0).at(suite.address()).code());

        prints(suite.program(directory).run("python3", "example.py"));
    }

    private static void prints(ClientProgram.Result result) {
        assertThat(result.exitValue()).as(result.output()).isZero();
        assertThat(result.output()).isEqualTo(ANSWER);
    }
}
