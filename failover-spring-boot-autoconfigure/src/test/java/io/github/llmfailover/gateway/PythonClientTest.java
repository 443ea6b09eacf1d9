package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Python's standard HTTP stack. */
class PythonClientTest {

    @Test
    void suite_ofTheStandardLibrary_passes() {
        assumeTrue(ClientProgram.exists("python3"), "There is no python3");
        try (ClientSuite running = new ClientSuite()) {
            ClientProgram.Result result = running.program(Path.of("..", "gateway-clients"))
                    .run("python3", "-B", "-m", "unittest", "-v", "python_test.py");
            assertThat(result.exitValue()).as(result.output()).isZero();
            assertThat(result.output()).contains("OK").doesNotContain("Ran 0 tests");
        }
    }
}
