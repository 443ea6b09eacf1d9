package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * The suites of {@code gateway-clients} and the TypeScript of {@code docs/gateway.md}, checked against the types of the
 * packages and compiled, once in a JVM. Skips what needs it where there is no Node or no packages.
 */
final class NodeWorkspace {

    private static final Path SOURCES = Path.of("..", "gateway-clients");

    private static final Path ROOT = Path.of("target", "gateway-clients").toAbsolutePath();

    private static @Nullable Path compiled;

    private NodeWorkspace() {}

    /** Returns the directory of what was compiled: {@code openai.test.js}, {@code docs/openai.js} and the others. */
    static synchronized Path compiled() {
        if (compiled == null) {
            compiled = compile(modules());
        }
        return compiled;
    }

    private static Path modules() {
        String named = System.getenv("GATEWAY_CLIENT_MODULES");
        Path modules = Path.of(named == null ? "" : named).toAbsolutePath();
        assumeTrue(
                named != null && Files.isDirectory(modules.resolve("typescript")),
                "The environment variable GATEWAY_CLIENT_MODULES does not name a node_modules directory with the packages"
                        + " of gateway-clients/package.json");
        return modules;
    }

    private static Path compile(Path modules) {
        try {
            FileSystemUtils.deleteRecursively(ROOT);
            Files.createDirectories(ROOT.resolve("docs"));
            for (Path source : sources()) {
                Files.copy(source, ROOT.resolve(source.getFileName()));
            }
            for (GatewayDoc.Example example : GatewayDoc.examples("ts")) {
                Files.writeString(ROOT.resolve("docs").resolve(example.name() + ".ts"), example.code());
            }
            Files.createSymbolicLink(ROOT.resolve("node_modules"), modules);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ClientProgram.Result result = ClientProgram.in(ROOT)
                .run("node", modules.resolve("typescript/bin/tsc").toString(), "--project", ".");
        assertThat(result.exitValue()).as(result.output()).isZero();
        return ROOT.resolve("dist");
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file ->
                            file.toString().endsWith(".ts") || file.toString().endsWith("json"))
                    .toList();
        }
    }
}
