package io.github.llmfailover.gateway;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in another language, run to its end with what it prints kept. */
final class ClientProgram {

    private static final int LONGEST_SECONDS = 300;

    private final Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private ClientProgram(Path directory) {
        this.directory = directory;
    }

    static ClientProgram in(Path directory) {
        return new ClientProgram(directory);
    }

    ClientProgram with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** Whether a program is there and can be started. */
    static boolean exists(String program) {
        try {
            return in(Path.of(".")).run(program, "--version").exitValue() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** What a program that has ended printed, errors included. */
    record Result(int exitValue, String output) {}

    Process start(File output, String... command) throws IOException {
        ProcessBuilder program = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        program.environment().putAll(environment);
        return program.start();
    }

    Result run(String... command) {
        try {
            Path output = Files.createTempFile("client-program", ".log");
            try {
                Process process = start(output.toFile(), command);
                boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
                process.destroyForcibly();
                return new Result(ended ? process.exitValue() : -1, Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
