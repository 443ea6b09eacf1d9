package io.github.llmfailover.autoconfigure;

import java.util.List;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds properties under our prefix that nothing reads: a misspelt limit would otherwise be no limit. Environment
 * variables are not looked at, since others put them there too: Kubernetes announces a service called
 * {@code llm-failover} as {@code LLM_FAILOVER_SERVICE_HOST}.
 */
final class UnknownProperties {

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(FailoverProperties.PREFIX);

    private final Problems problems;

    UnknownProperties(Problems problems) {
        this.problems = problems;
    }

    void validate(Environment environment) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable
                    && !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
                iterable.stream()
                        .filter(PREFIX::isAncestorOf)
                        .filter(name -> !KnownProperties.INSTANCE.isKnown(name))
                        .sorted()
                        .forEach(this::report);
            }
        }
    }

    private void report(ConfigurationPropertyName unknown) {
        String nearest = KnownProperties.INSTANCE.nearest(unknown);
        List<String> alternatives = KnownProperties.INSTANCE.alternatives(unknown);
        String what = "There is no property %s.".formatted(unknown);
        if (nearest != null) {
            problems.add(what, "Did you mean %s?".formatted(nearest));
        } else if (alternatives.isEmpty()) {
            problems.add(what, "Remove it.");
        } else {
            problems.add(what, "Remove it, or write one of %s.".formatted(String.join(", ", alternatives)));
        }
    }
}
