package io.github.llmfailover.operations.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * An image with nothing but a Java runtime, made of the JDK that runs this test and the system libraries that it needs. CI
 * can pull no image; whoever deploys takes one of a vendor.
 */
final class RuntimeImage {

    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x[0-9a-f]+\\)");

    private final DockerClient docker;

    RuntimeImage(DockerClient docker) {
        this.docker = docker;
    }

    /** Makes the image, below a directory for what it is made of. */
    void create(String name, Path work) throws IOException {
        Path root = Files.createDirectories(work.resolve("root"));
        Path java = root.resolve("usr/local");
        Files.createDirectories(java.getParent());
        link(java);
        for (Path library : libraries(java)) {
            Path copy = root.resolve(Path.of("/").relativize(library));
            Files.createDirectories(copy.getParent());
            Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/passwd"), "nobody:x:65534:65534:nobody:/nonexistent:/none\n");
        Path tmp = Files.createDirectory(root.resolve("tmp"));
        Files.setPosixFilePermissions(tmp, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path dockerfile = Files.writeString(work.resolve("Dockerfile"), "FROM scratch\nCOPY root/ /\n");
        docker.buildImageCmd(dockerfile.toFile())
                .withTags(Set.of(name))
                .exec(new BuildImageResultCallback())
                .awaitImageId();
    }

    private static void link(Path target) {
        StringWriter said = new StringWriter();
        int result = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IllegalStateException("jlink is a part of a JDK, which this is not"))
                .run(
                        new PrintWriter(said),
                        new PrintWriter(said),
                        "--add-modules",
                        "java.se,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.management,jdk.net,jdk.naming.dns,jdk.jfr",
                        "--strip-java-debug-attributes",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        target.toString());
        if (result != 0) {
            throw new IllegalStateException("jlink failed: " + said);
        }
    }

    /** What the runtime's programs and libraries are linked against, beyond themselves. */
    private static Set<Path> libraries(Path java) throws IOException {
        List<String> command;
        try (Stream<Path> files = Files.walk(java)) {
            command = Stream.concat(
                            Stream.of("ldd", java.resolve("bin/java").toString()),
                            files.map(Path::toString).filter(file -> file.endsWith(".so")))
                    .toList();
        }
        Process ldd = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String listed = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Set<Path> libraries = new TreeSet<>();
        LIBRARY.matcher(listed)
                .results()
                .map(line -> Path.of(line.group(1)))
                .filter(library -> !library.startsWith(java))
                .forEach(libraries::add);
        return libraries;
    }
}
