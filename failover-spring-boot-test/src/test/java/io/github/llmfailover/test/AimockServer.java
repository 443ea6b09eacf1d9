package io.github.llmfailover.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The independent mock {@code @copilotkit/aimock}, run by Node.js from the {@code cli.js} that is given. */
final class AimockServer implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("listening on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final String baseUrl;

    AimockServer(String cli, Path fixtures) throws IOException {
        process = new ProcessBuilder("node", cli, "-p", "0", "-f", fixtures.toString())
                .redirectErrorStream(true)
                .start();
        baseUrl = address();
    }

    private String address() throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder all = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            all.append(line).append('\n');
            Matcher matcher = ADDRESS.matcher(line);
            if (matcher.find()) {
                discard(output);
                return matcher.group(1);
            }
        }
        throw new IllegalStateException("aimock did not start: " + all);
    }

    /** A process whose output nobody reads stops at a full pipe. */
    private static void discard(BufferedReader output) {
        Thread reader = new Thread(
                () -> {
                    try {
                        output.transferTo(Writer.nullWriter());
                    } catch (IOException | UncheckedIOException e) {
                        // The process was stopped.
                    }
                },
                "aimock-output");
        reader.setDaemon(true);
        reader.start();
    }

    String baseUrl() {
        return baseUrl;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
