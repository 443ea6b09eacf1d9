package io.github.llmfailover.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The commands of the runbook, run by a shell as they stand there and in their order, print what is shown. With
 * {@code -Drunbook.write=true} what they print is written into the page instead; times are left to the reader.
 */
class RunbookTest {

    private static final String PAGE = "runbook.md";

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n(.*?)^```$");

    @Test
    void commands_runInTheirOrder_printWhatIsShown() throws Exception {
        Tool.assumeInstalled("curl");
        Tool.assumeInstalled("jq");
        String page = AlertRules.text(PAGE);
        StringBuilder run = new StringBuilder();
        // A breaker that stays open until somebody acts, however slow the machine is.
        try (SampleApp app = SampleApp.start(
                "llm.failover.circuit-breaker.open-duration=10m",
                "llm.failover.circuit-breaker.max-open-duration=10m")) {
            int end = 0;
            for (var block : BLOCK.matcher(page).results().toList()) {
                run.append(page, end, block.start(1));
                for (String command : commands(block.group(1))) {
                    run.append("$ ").append(command).append('\n').append(outputOf(command, app));
                }
                end = block.end(1);
            }
            run.append(page.substring(end));
        }
        if (Boolean.getBoolean("runbook.write")) {
            Files.writeString(AlertRules.DIRECTORY.resolve(PAGE), run.toString());
        } else {
            assertThat(stable(run.toString())).isEqualTo(stable(page));
        }
    }

    private static List<String> commands(String block) {
        List<String> commands = new ArrayList<>();
        block.lines().filter(line -> line.startsWith("$ ")).forEach(line -> commands.add(line.substring(2)));
        return commands;
    }

    private static String outputOf(String command, SampleApp app) throws IOException, InterruptedException {
        Tool.Result result = Tool.run(
                Path.of("."),
                "bash",
                "-o",
                "pipefail",
                "-c",
                command.replace("localhost:8080", "127.0.0.1:" + app.port()));
        assertThat(result.status()).as(command + "\n" + result.output()).isZero();
        return result.output().isEmpty() || result.output().endsWith("\n") ? result.output() : result.output() + "\n";
    }

    /** Times differ from run to run. */
    private static String stable(String page) {
        return page.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "a-time");
    }
}
