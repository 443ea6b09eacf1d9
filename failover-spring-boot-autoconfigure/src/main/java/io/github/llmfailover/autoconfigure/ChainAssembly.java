package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.autoconfigure.ChainResolution.ResolvedProvider;
import io.github.llmfailover.autoconfigure.ProviderChains.OwnClient;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderClient;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.translation.RequestTranslation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.BeansException;

/**
 * Creates the providers of resolved chains. Here the beans are created, so here it shows which of them are built on
 * others: on the failover model, which can then not ask them, or on another provider's model, which must not be asked
 * twice.
 */
final class ChainAssembly {

    private static final Log logger = LogFactory.getLog(ChainAssembly.class);

    private final ChatModelBeans beans;

    private final SettingsMapper settings;

    private final ProviderFactory factory;

    private final ClientInspection inspection;

    private final Problems problems;

    private final ProviderChains before;

    private final Map<String, OwnClient> built = new LinkedHashMap<>();

    private final Map<String, ProviderClient> clients = new LinkedHashMap<>();

    private final Map<String, Provider> providers = new LinkedHashMap<>();

    private final Map<String, AdvisedProvider> advised = new LinkedHashMap<>();

    private final List<HealthSettings> healths = new ArrayList<>();

    /** Beans that are left out of the default chain, and why. */
    private final Map<String, String> leftOut = new LinkedHashMap<>();

    /** Which provider is asked at the place of one that it is built on. */
    private final Map<String, ResolvedProvider> inItsPlace = new LinkedHashMap<>();

    ChainAssembly(
            ChatModelBeans beans,
            SettingsMapper settings,
            ProviderFactory factory,
            ClientInspection inspection,
            Problems problems,
            ProviderChains before) {
        this.beans = beans;
        this.settings = settings;
        this.factory = factory;
        this.inspection = inspection;
        this.problems = problems;
        this.before = before;
    }

    ProviderChains assemble(Map<String, List<ResolvedProvider>> resolved) {
        try {
            return assembled(resolved);
        } catch (RuntimeException e) {
            new ProviderChains(Map.of(), List.of(), built, List.of())
                    .clientsNotIn(before)
                    .forEach(factory::retire);
            throw e;
        }
    }

    private ProviderChains assembled(Map<String, List<ResolvedProvider>> resolved) {
        resolved.values().forEach(chain -> chain.forEach(this::create));
        leaveOutDecorated(resolved);
        Map<String, List<ResolvedProvider>> chains = new LinkedHashMap<>();
        resolved.forEach((name, members) -> chains.put(
                name,
                members.stream()
                        .map(member -> inItsPlace.getOrDefault(member.name(), member))
                        .filter(member -> !leftOut.containsKey(member.name()))
                        .distinct()
                        .toList()));
        if (chains.getOrDefault(ChainPlan.DEFAULT, List.of()).isEmpty() && problems.isEmpty()) {
            problems.add(
                    "Every ChatModel bean is built on the failover model itself, so there is nobody it could ask.",
                    "Add a model starter such as org.springframework.ai:spring-ai-starter-model-openai.");
        }
        problems.throwIfAny();
        if (before == ProviderChains.NONE) {
            leftOut.forEach(
                    (provider, why) -> logger.info("Not in the default failover chain: '" + provider + "' " + why));
        }
        clients.keySet()
                .removeIf(name -> chains.values().stream().flatMap(List::stream).noneMatch(member -> member.name()
                        .equals(name)));
        Map<String, List<Provider>> providers = new LinkedHashMap<>();
        chains.forEach((name, members) ->
                providers.put(name, members.stream().map(this::provider).toList()));
        built.keySet().retainAll(clients.keySet());
        return new ProviderChains(providers, healths, built, List.of());
    }

    /** Returns what is known of each provider of assembled chains, for advice. */
    Map<String, AdvisedProvider> advised() {
        return advised;
    }

    private void create(ResolvedProvider provider) {
        String bean = provider.bean();
        if (clients.containsKey(provider.name()) || leftOut.containsKey(provider.name())) {
            return;
        }
        if (bean == null) {
            OwnClient client = client(settings.provider(provider.name()));
            built.put(provider.name(), client);
            clients.put(provider.name(), client.client());
            return;
        }
        if (before != ProviderChains.NONE && beans.isBuiltOnFailoverModel(bean)) {
            builtOnUs(provider, bean);
            return;
        }
        try {
            ChatModel model = beans.get(bean);
            if (beans.isFailoverModel(model)) {
                builtOnUs(provider, bean);
            } else {
                beans.noteIndependent(bean);
                clients.put(provider.name(), factory.around(model));
            }
        } catch (BeansException e) {
            if (!beans.needsFailoverModel(bean, e)) {
                throw e;
            }
            builtOnUs(provider, bean);
        }
    }

    /** What nothing has changed about keeps its connections. */
    private OwnClient client(ProviderBlueprint blueprint) {
        OwnClient known = before.clients().get(blueprint.name());
        return known != null && known.serves(blueprint)
                ? known
                : new OwnClient(
                        Objects.requireNonNull(blueprint.client()),
                        blueprint.settings().model(),
                        factory.build(blueprint));
    }

    private void builtOnUs(ResolvedProvider provider, String bean) {
        beans.noteBuiltOnFailoverModel(bean);
        if (provider.implied()) {
            leftOut.put(provider.name(), "(bean '" + bean + "') is built on the failover model.");
        } else {
            leftOut.put(provider.name(), "is wrong.");
            problems.add(
                    "The provider '%s' cannot serve: its bean '%s' is built on the failover model, which would ask itself."
                            .formatted(provider.name(), bean),
                    "Take it out of the chain, or build it on the bean of one model, such as with @Qualifier(\"openAiChatModel\").");
        }
    }

    /** A bean built on one other stands for it, with whatever it adds; one built on several is a choice like ours. */
    private void leaveOutDecorated(Map<String, List<ResolvedProvider>> resolved) {
        List<ResolvedProvider> implied = resolved.getOrDefault(ChainPlan.DEFAULT, List.of()).stream()
                .filter(provider -> provider.implied() && clients.containsKey(provider.name()))
                .toList();
        Set<String> written = new HashSet<>();
        resolved.forEach((chain, members) -> {
            if (!chain.equals(ChainPlan.DEFAULT)) {
                members.forEach(member -> written.add(member.name()));
            }
        });
        for (ResolvedProvider outer : implied) {
            Set<String> wrapped = beans.wrappedBy(bean(outer));
            for (ResolvedProvider inner : implied) {
                if (wrapped.contains(bean(inner)) && !written.contains(inner.name()) && wrapped.size() == 1) {
                    leftOut.put(inner.name(), "(bean '" + bean(inner) + "') is asked through '" + outer.name() + "'.");
                    inItsPlace.putIfAbsent(inner.name(), outer);
                }
            }
            if (wrapped.size() > 1 && !written.contains(outer.name())) {
                leftOut.put(outer.name(), "(bean '" + bean(outer) + "') is built on several other ChatModel beans.");
            }
        }
    }

    private static String bean(ResolvedProvider provider) {
        return provider.bean() == null ? "" : provider.bean();
    }

    private Provider provider(ResolvedProvider resolved) {
        return providers.computeIfAbsent(resolved.name(), name -> {
            ProviderClient client = Objects.requireNonNull(clients.get(name));
            ProviderBlueprint blueprint = settings.provider(name);
            advised.put(name, advised(resolved.bean(), client.model(), blueprint.settings()));
            healths.add(blueprint.health());
            return new Provider(
                    blueprint.settings(),
                    client.model(),
                    client.binding(),
                    new RequestTranslation(
                            name,
                            blueprint.settings().models(),
                            client.model(),
                            isOnlyOneOfItsType(client),
                            factory.adapted(blueprint)));
        });
    }

    /** Clients that we build neither repeat anything nor give up before our limits. */
    private AdvisedProvider advised(@Nullable String bean, ChatModel model, ProviderSettings provider) {
        return new AdvisedProvider(
                provider,
                ClientInspection.canStream(model),
                bean == null ? List.of() : inspection.retries(bean, model),
                bean == null ? List.of() : inspection.timeouts(bean, model));
    }

    private boolean isOnlyOneOfItsType(ProviderClient client) {
        return clients.values().stream()
                        .filter(other ->
                                other.model().getClass() == client.model().getClass())
                        .count()
                == 1;
    }
}
