package io.github.llmfailover.autoconfigure;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** How names of providers and beans are compared and derived. */
final class ProviderNames {

    private static final String SUFFIX = "chatmodel";

    private ProviderNames() {}

    /** The form in which two names are the same name: lower case, without dashes. */
    static String canonical(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Whether a bean is the one that a provider of this name means where none is configured. */
    static boolean isBeanOf(String beanName, String providerName) {
        return canonical(beanName).equals(canonical(providerName) + SUFFIX);
    }

    /** Returns the name that a bean's provider has where none is configured: {@code openAiChatModel} gives {@code openai}. */
    static String ofBean(String beanName) {
        String lower = beanName.toLowerCase(Locale.ROOT);
        boolean suffixed = lower.endsWith(SUFFIX) && lower.length() > SUFFIX.length();
        return suffixed ? lower.substring(0, lower.length() - SUFFIX.length()) : lower;
    }

    /** Lists names for a message: {@code 'a', 'b'}. */
    static String quoted(Collection<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }
}
