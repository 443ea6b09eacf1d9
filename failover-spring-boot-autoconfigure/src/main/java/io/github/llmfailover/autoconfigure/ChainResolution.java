package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.actuate.OperatorDesk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who serves in each chain, and through which client, before any client is created. What is wrong goes to the
 * problems; a chain that has one is left incomplete.
 */
final class ChainResolution {

    private final FailoverProperties properties;

    private final ChatModelBeans beans;

    private final ClientValidation clients;

    private final Problems problems;

    private final Map<String, ResolvedProvider> providers = new LinkedHashMap<>();

    ChainResolution(
            FailoverProperties properties, ChatModelBeans beans, Predicate<String> classPresent, Problems problems) {
        this.properties = properties;
        this.beans = beans;
        this.clients = new ClientValidation(problems, classPresent);
        this.problems = problems;
    }

    /**
     * A provider and its client.
     *
     * @param name the provider's name
     * @param bean the bean that is its client; {@code null} where a client is built from its configuration
     * @param implied whether the provider is in a chain only because its bean is there
     */
    record ResolvedProvider(String name, @Nullable String bean, boolean implied) {}

    /** Resolves all chains that are written, and the default chain if none is. The default chain comes first. */
    Map<String, List<ResolvedProvider>> resolve(ChainPlan plan) {
        properties.providers().forEach(this::eitherBeanOrClient);
        Map<String, List<ResolvedProvider>> chains = new LinkedHashMap<>();
        List<String> written = plan.defaultChain();
        chains.put(ChainPlan.DEFAULT, written == null ? everyBean() : named(written, plan.property(ChainPlan.DEFAULT)));
        plan.chains().forEach((chain, names) -> {
            if (!chain.equals(ChainPlan.DEFAULT)) {
                chains.put(chain, named(names, plan.property(chain)));
            }
        });
        Set<String> names = new TreeSet<>(properties.providers().keySet());
        chains.values().forEach(chain -> chain.forEach(provider -> names.add(provider.name())));
        if (names.contains(OperatorDesk.DRILL)) {
            problems.add(
                    "A provider is named '%s', which is where the endpoint makes drills.".formatted(OperatorDesk.DRILL),
                    "Give it another name in the chains and below %s.providers, such as %s.providers.%s-model."
                            .formatted(PREFIX, PREFIX, OperatorDesk.DRILL));
        }
        return chains;
    }

    private void eitherBeanOrClient(String name, FailoverProperties.Provider provider) {
        if (provider.bean() != null && provider.client() != null) {
            problems.add(
                    "The provider '%s' has both a bean and a client.".formatted(name),
                    "Write %s.providers.%s.bean or %s.providers.%s.client, not both."
                            .formatted(PREFIX, name, PREFIX, name));
        }
    }

    private List<ResolvedProvider> everyBean() {
        List<ResolvedProvider> resolved = new ArrayList<>();
        for (String bean : beans.candidates()) {
            String name = nameOf(bean);
            if (resolved.stream().anyMatch(provider -> provider.name().equals(name))) {
                problems.add(
                        "Several ChatModel beans, '%s' among them, would be the provider '%s'.".formatted(bean, name),
                        "Give them names of their own: write %s.providers.<name>.bean for each, and the names in"
                                        .formatted(PREFIX)
                                + " the order of preference in %s.chain.".formatted(PREFIX));
            }
            resolved.add(providers.computeIfAbsent(name, unresolved -> new ResolvedProvider(name, bean, true)));
        }
        if (resolved.isEmpty()) {
            noModel();
        }
        return resolved;
    }

    private void noModel() {
        List<String> built = properties.providers().entrySet().stream()
                .filter(provider -> provider.getValue().client() != null)
                .map(Map.Entry::getKey)
                .toList();
        if (built.isEmpty()) {
            problems.add(
                    "There is no ChatModel bean, and so nothing to fail over between.",
                    "Add a model starter such as org.springframework.ai:spring-ai-starter-model-openai (and see that"
                            + " spring.ai.model.chat does not switch it off), or describe a client below"
                            + " %s.providers.<name>.client and name it in %s.chain.".formatted(PREFIX, PREFIX));
        } else {
            problems.add(
                    "There is no ChatModel bean, and no chain that names the configured clients.",
                    "Name them in the order of preference: %s.chain: [%s]."
                            .formatted(PREFIX, String.join(", ", built)));
        }
    }

    private String nameOf(String bean) {
        Map<String, FailoverProperties.Provider> configured = properties.providers();
        for (Map.Entry<String, FailoverProperties.Provider> provider : configured.entrySet()) {
            if (bean.equals(provider.getValue().bean())) {
                return provider.getKey();
            }
        }
        for (Map.Entry<String, FailoverProperties.Provider> provider : configured.entrySet()) {
            boolean byName = provider.getValue().bean() == null
                    && provider.getValue().client() == null
                    && bean.equals(beans.findFor(provider.getKey()));
            if (byName) {
                return provider.getKey();
            }
        }
        return ProviderNames.ofBean(bean);
    }

    private List<ResolvedProvider> named(List<String> names, String property) {
        List<ResolvedProvider> resolved = new ArrayList<>();
        for (String name : names) {
            if (!name.isBlank()) {
                ResolvedProvider provider = providers.get(name);
                if (provider == null) {
                    provider = provider(name, property);
                    providers.put(name, provider);
                }
                resolved.add(provider);
            }
        }
        return resolved;
    }

    private ResolvedProvider provider(String name, String property) {
        FailoverProperties.Provider configured = properties.providers().get(name);
        if (configured != null && configured.client() != null) {
            clients.validate(name, configured.client());
            return new ResolvedProvider(name, null, false);
        }
        String bean = configured == null ? null : configured.bean();
        if (bean != null && !bean.isBlank()) {
            checkBean(name, bean);
            return new ResolvedProvider(name, bean, false);
        }
        String found = beans.findFor(name);
        if (found == null) {
            if (configured == null) {
                unknownProvider(name, property);
            } else {
                problems.add(
                        "The provider '%s' has no client: no ChatModel bean is called '%sChatModel', whatever its case."
                                .formatted(name, name),
                        "Write %s.providers.%s.bean%s, or describe a client below %s.providers.%s.client."
                                .formatted(PREFIX, name, beansThereAre(": one of %s"), PREFIX, name));
            }
        }
        return new ResolvedProvider(name, found, false);
    }

    private void checkBean(String name, String bean) {
        String property = "%s.providers.%s.bean".formatted(PREFIX, name);
        if (beans.isFailoverModel(bean)) {
            problems.add(
                    "%s is '%s', which is the failover model itself.".formatted(property, bean),
                    "Name the bean of a model that it is to ask%s.".formatted(beansThereAre(": one of %s")));
        } else if (!beans.isChatModel(bean)) {
            String nearest = Spelling.nearest(bean, beans.all(), 0);
            problems.add(
                    "%s is '%s', but there is no ChatModel bean of that name.".formatted(property, bean),
                    (nearest == null ? "" : "Did you mean '%s'? ".formatted(nearest))
                            + "The ChatModel beans are %s.".formatted(beansThereAre("%s", "none at all")));
        }
    }

    private void unknownProvider(String name, String property) {
        TreeSet<String> known = new TreeSet<>(properties.providers().keySet());
        beans.all().forEach(bean -> known.add(nameOf(bean)));
        String nearest = Spelling.nearest(name, known, 0);
        problems.add(
                "%s names the provider '%s', which is not known: it is not configured below %s.providers, and no"
                                .formatted(property, name, PREFIX)
                        + " ChatModel bean is called '%sChatModel', whatever its case.".formatted(name),
                (nearest == null ? "" : "Did you mean '%s'? ".formatted(nearest))
                        + (known.isEmpty()
                                ? "No provider is known: add a model starter such as"
                                        + " org.springframework.ai:spring-ai-starter-model-openai."
                                : "Known are %s (ChatModel beans: %s)."
                                        .formatted(ProviderNames.quoted(known), beansThereAre("%s", "none"))));
    }

    private String beansThereAre(String format) {
        return beansThereAre(format, "");
    }

    private String beansThereAre(String format, String none) {
        return beans.all().isEmpty() ? none : format.formatted(ProviderNames.quoted(beans.all()));
    }
}
