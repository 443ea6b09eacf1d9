package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.actuate.Advice;
import java.util.ArrayList;
import java.util.List;

/** Finds settings that somebody wrote and that do nothing, since what they are for is switched off. */
final class IdleSettings {

    private IdleSettings() {}

    static List<Advice> of(FailoverProperties properties) {
        List<String> idle = new ArrayList<>();
        FailoverProperties.Probe probe = properties.probe();
        if (!probe.enabled()) {
            if (probe.interval() != null) {
                idle.add("probe.interval");
            }
            if (probe.prompt() != null) {
                idle.add("probe.prompt");
            }
        }
        return idle.stream()
                .map(name -> Advice.info(
                        "'%s.%s' does nothing, since background probes are switched off.".formatted(PREFIX, name),
                        "Set '%s.probe.enabled=true', or leave it out.".formatted(PREFIX)))
                .toList();
    }
}
