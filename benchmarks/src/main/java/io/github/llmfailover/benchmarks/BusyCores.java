package io.github.llmfailover.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Another process that keeps every core busy. One of its own, so that what is measured does not wait for these threads
 * where the virtual machine wants all of its threads to stand still.
 */
final class BusyCores implements AutoCloseable {

    private final Process process;

    private BusyCores(Process process) {
        this.process = process;
    }

    static BusyCores start() throws IOException {
        return new BusyCores(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BusyCores.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /**
     * Keeps every core busy until the process is ended.
     *
     * @param args none
     */
    public static void main(String[] args) {
        for (int core = 1; core < Runtime.getRuntime().availableProcessors(); core++) {
            new Thread(BusyCores::work, "busy").start();
        }
        work();
    }

    private static void work() {
        double sum = 0;
        for (long i = 1; i > 0; i++) {
            sum += Math.sqrt(i);
        }
        System.out.println(sum);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
