package io.github.llmfailover.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of {@code docs/gateway.md}. */
final class GatewayDoc {

    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private GatewayDoc() {}

    /**
     * A block of code.
     *
     * @param name its language and which one of it, such as {@code ts-1}
     * @param code its text
     */
    record Example(String name, String code) {

        /** Returns it with the address of a gateway that is running in place of the one in the documentation. */
        Example at(String address) {
            return new Example(name, addressed(code, address));
        }
    }

    static String addressed(String code, String address) {
        return code.replace("localhost:8080", address);
    }

    static List<Example> examples(String language) {
        List<Example> examples = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text());
        while (blocks.find()) {
            if (blocks.group(1).equals(language)) {
                examples.add(new Example(language + "-" + (examples.size() + 1), blocks.group(2)));
            }
        }
        return examples;
    }

    private static String text() {
        try {
            return Files.readString(Path.of("..", "docs", "gateway.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
