package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.chat.FailoverChatModel;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which chains are configured, by the names of their providers. */
final class ChainPlan {

    /** How the chain is called that serves where a request chooses none. */
    static final String DEFAULT = FailoverChatModel.DEFAULT_CHAIN;

    private static final String CHAIN = FailoverProperties.PREFIX + ".chain";

    private final Map<String, List<String>> byName = new LinkedHashMap<>();

    private final Map<String, String> properties = new LinkedHashMap<>();

    private final Problems problems;

    /** Reads the chains and notes what is wrong with them, as far as that can be seen without knowing any bean. */
    ChainPlan(FailoverProperties configured, Problems problems) {
        this.problems = problems;
        List<String> chain = configured.chain();
        if (chain != null) {
            add(DEFAULT, CHAIN, chain);
        }
        configured.chains().forEach((name, providers) -> {
            String property = FailoverProperties.PREFIX + ".chains." + name;
            if (byName.containsKey(name)) {
                problems.add(
                        "The chain 'default' is defined twice, as %s and as %s.".formatted(CHAIN, property),
                        "Write it as %s only.".formatted(CHAIN));
            } else {
                add(name, property, providers);
            }
        });
        spellings(configured);
    }

    /** Returns the providers of the default chain; {@code null} where every ChatModel bean serves. */
    @Nullable
    List<String> defaultChain() {
        return byName.get(DEFAULT);
    }

    /** Returns all chains that are written down, the default chain among them if it is. */
    Map<String, List<String>> chains() {
        return byName;
    }

    /** Returns the property in which a chain is written. */
    String property(String chain) {
        return properties.getOrDefault(chain, CHAIN);
    }

    private void add(String name, String property, List<String> providers) {
        byName.put(name, List.copyOf(providers));
        properties.put(name, property);
        if (providers.isEmpty()) {
            problems.add(
                    "%s is a chain of nothing.".formatted(property),
                    "Name at least one provider, such as %s: [openai, anthropic]%s"
                            .formatted(
                                    property,
                                    name.equals(DEFAULT) ? ", or leave it out for every ChatModel bean." : "."));
        }
        Set<String> seen = new LinkedHashSet<>();
        for (String provider : providers) {
            if (provider.isBlank()) {
                problems.add(
                        "%s names a provider without a name.".formatted(property),
                        "Write the names of providers, separated by commas.");
            } else if (!seen.add(provider)) {
                problems.add(
                        "%s names the provider '%s' twice.".formatted(property, provider),
                        "Name each provider once, at the place where it is to be asked.");
            }
        }
    }

    private void spellings(FailoverProperties configured) {
        Map<String, Set<String>> spellings = new LinkedHashMap<>();
        configured.providers().keySet().forEach(name -> spell(spellings, name));
        byName.values().forEach(providers -> providers.forEach(name -> spell(spellings, name)));
        for (Set<String> names : spellings.values()) {
            if (names.size() > 1) {
                problems.add(
                        "%s are the same name of a provider, spelt differently.".formatted(ProviderNames.quoted(names)),
                        "Spell it the same everywhere. An environment variable cannot carry a dash or an upper-case"
                                + " letter, so a name of lower-case letters and digits is the safest.");
            }
        }
    }

    private static void spell(Map<String, Set<String>> spellings, String name) {
        spellings
                .computeIfAbsent(ProviderNames.canonical(name), canonical -> new LinkedHashSet<>())
                .add(name);
    }
}
