package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.autoconfigure.Problems.Problem;
import java.util.List;
import java.util.Set;

/** Properties that decide which beans and routes there are, and so take effect at a start only. */
final class FixedProperties {

    static final Set<String> NAMES = Set.of(
            PREFIX + ".enabled",
            PREFIX + ".gateway.enabled",
            PREFIX + ".gateway.base-path",
            PREFIX + ".probe.enabled",
            PREFIX + ".drill.schedule",
            PREFIX + ".budget.header",
            PREFIX + ".budget.without-header",
            PREFIX + ".budget.max",
            PREFIX + ".budget.chat-client");

    /** What a ladder has kept is made for its tiers as they are. */
    private static final String LADDER = PREFIX + ".degradation.";

    private FixedProperties() {}

    /**
     * Refuses a change of them.
     *
     * @throws FailoverConfigurationException where one of them has changed
     */
    static void check(List<String> changed) {
        List<Problem> problems = changed.stream()
                .filter(name -> NAMES.contains(name) || name.startsWith(LADDER))
                .map(name -> new Problem(
                        name + " cannot change while the application runs.",
                        "Restart the application with it, or set it back to what it was."))
                .toList();
        if (!problems.isEmpty()) {
            throw new FailoverConfigurationException(problems);
        }
    }
}
