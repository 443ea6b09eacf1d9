package io.github.llmfailover.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of rooms that contributors read is the one that {@link RoomsTest} holds. */
class HouseTableTest {

    @Test
    void rooms_inContributing_areOnTheFloorsThatAreTested() throws IOException {
        Map<String, Integer> shown = new TreeMap<>();
        Matcher row = Pattern.compile("^\\| (\\d+) \\| (?:`([a-z.]+)`|\\(root\\)) \\|", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("..", "CONTRIBUTING.md")));
        while (row.find()) {
            shown.put(row.group(2) == null ? "" : row.group(2), Integer.valueOf(row.group(1)));
        }

        assertThat(shown).isEqualTo(new TreeMap<>(RoomsTest.FLOORS));
    }
}
