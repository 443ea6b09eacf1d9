package io.github.llmfailover.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;

/**
 * Says what to write instead of a value that cannot be read. Comes before Boot's own analyzer, which shows every value:
 * here a client's are never shown.
 */
@Order(0)
final class FailoverBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(FailoverProperties.PREFIX);

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        ConfigurationPropertyName name = cause.getName();
        if (!PREFIX.equals(name) && !PREFIX.isAncestorOf(name)) {
            return null;
        }
        if (cause.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
            return unknown(unbound, cause);
        }
        Class<?> type = cause.getTarget().getType().toClass();
        return new FailureAnalysis(
                "%s%s cannot be read as %s%s.".formatted(name, value(cause), kind(type), origin(cause)),
                write(name, type),
                cause);
    }

    /** An element of a list that has something in it which is none of its properties. */
    private static FailureAnalysis unknown(UnboundConfigurationPropertiesException unbound, BindException cause) {
        List<ConfigurationPropertyName> names = unbound.getUnboundProperties().stream()
                .map(ConfigurationProperty::getName)
                .sorted()
                .toList();
        List<String> alternatives = KnownProperties.INSTANCE.alternatives(names.get(0));
        return new FailureAnalysis(
                names.stream().map("There is no property %s."::formatted).collect(Collectors.joining(" ")),
                alternatives.isEmpty()
                        ? "Remove it."
                        : "Remove it, or write one of %s.".formatted(String.join(", ", alternatives)),
                cause);
    }

    private static String value(BindException cause) {
        ConfigurationProperty property = cause.getProperty();
        return property != null && KnownProperties.INSTANCE.mayBeShown(property.getName())
                ? " is '" + property.getValue() + "', which"
                : " has a value that";
    }

    private static String origin(BindException cause) {
        ConfigurationProperty property = cause.getProperty();
        return property == null || property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
    }

    private static String kind(Class<?> type) {
        if (type == Duration.class) {
            return "a time";
        }
        if (type == DataSize.class) {
            return "a size";
        }
        if (type.isEnum()) {
            return "one of " + constants(type);
        }
        if (type == int.class || type == Integer.class) {
            return "a whole number";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type.isRecord() ? "a block of properties" : "what it should be";
    }

    private static String write(ConfigurationPropertyName name, Class<?> type) {
        if (type == Duration.class) {
            return "Write a time with its unit, such as 500ms, 20s or 2m.";
        }
        if (type == DataSize.class) {
            return "Write a size with its unit, such as 512KB or 10MB.";
        }
        if (type.isEnum()) {
            return "Write one of %s.".formatted(constants(type));
        }
        if (type.isRecord()) {
            List<String> below = KnownProperties.INSTANCE.alternatives(name.append("x"));
            return "Write properties below it: %s.".formatted(String.join(", ", below));
        }
        return "Write %s.".formatted(kind(type));
    }

    private static String constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant ->
                        ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
    }
}
