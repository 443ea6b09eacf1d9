package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.actuate.Advice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds chains whose later providers cannot stand in for the earlier ones. */
final class ChainAdvice {

    /** What a provider is taken to be able to do where nothing is written. Prefill has a substitute and is not missed. */
    private static final List<String> ASSUMED = List.of("streaming", "tools", "vision", "json-schema");

    private static final String STREAMING = "streaming";

    private final String chain;

    private final List<AdvisedProvider> members;

    private final List<Advice> found = new ArrayList<>();

    private ChainAdvice(String chain, List<AdvisedProvider> members) {
        this.chain = chain;
        this.members = members;
    }

    static List<Advice> of(String chain, List<AdvisedProvider> members, int maxAttempts) {
        ChainAdvice advice = new ChainAdvice(chain, members);
        if (members.size() == 1) {
            advice.found.add(Advice.info(
                    "%s has only one provider, '%s', and nobody to fail over to."
                            .formatted(advice.subject(), members.get(0).name()),
                    "Name a second one in '%s'.".formatted(advice.property())));
            return advice.found;
        }
        advice.attempts(maxAttempts);
        advice.streaming();
        advice.capabilities();
        advice.windows();
        advice.tags();
        return advice.found;
    }

    private void attempts(int max) {
        if (max < members.size()) {
            found.add(Advice.warn(
                    "%s has %d providers, but a call makes at most %d attempt%s, so '%s' may never be asked."
                            .formatted(
                                    subject(),
                                    members.size(),
                                    max,
                                    max == 1 ? "" : "s",
                                    members.get(members.size() - 1).name()),
                    "Set '%s.max-attempts=%d' or more.".formatted(PREFIX, members.size())));
        }
    }

    private void streaming() {
        List<AdvisedProvider> cannot =
                members.stream().filter(member -> !member.canStream()).toList();
        if (!cannot.isEmpty() && cannot.size() < members.size()) {
            cannot.forEach(member -> found.add(Advice.warn(
                    "%s: The ChatModel of '%s' cannot stream, so every stream that reaches it fails."
                            .formatted(subject(), member.name()),
                    "Implement its stream(Prompt), or leave '%s' out of '%s'.".formatted(member.name(), property()))));
        }
    }

    private void capabilities() {
        Map<String, String> had = new LinkedHashMap<>();
        for (AdvisedProvider member : members) {
            Set<String> can = capabilities(member);
            Set<String> lacks = new TreeSet<>(had.keySet());
            lacks.removeAll(can);
            if (!member.canStream()) {
                // That has been said.
                lacks.remove(STREAMING);
            }
            if (!lacks.isEmpty()) {
                Set<String> holders = lacks.stream().map(had::get).collect(Collectors.toCollection(LinkedHashSet::new));
                found.add(Advice.info(
                        "%s: '%s' lacks %s, which %s before it %s."
                                .formatted(
                                        subject(),
                                        member.name(),
                                        String.join(", ", lacks),
                                        ProviderNames.quoted(holders),
                                        holders.size() == 1 ? "has" : "have"),
                        "Requests that need it fail there: add it to '%s.providers.%s.capabilities' if it is there after all, or name another provider in '%s'."
                                .formatted(PREFIX, member.name(), property())));
            }
            can.forEach(capability -> had.putIfAbsent(capability, member.name()));
        }
    }

    private static Set<String> capabilities(AdvisedProvider member) {
        Set<String> written = member.settings().capabilities();
        Set<String> can = new TreeSet<>(written.isEmpty() ? ASSUMED : written);
        can.remove("prefill");
        return can;
    }

    private void windows() {
        AdvisedProvider largest = null;
        for (AdvisedProvider member : members) {
            int window = member.settings().contextWindow();
            if (window == 0) {
                continue;
            }
            if (largest != null && window < largest.settings().contextWindow()) {
                found.add(Advice.info(
                        "%s: '%s' has a context window of %d tokens, '%s' before it one of %d."
                                .formatted(
                                        subject(),
                                        member.name(),
                                        window,
                                        largest.name(),
                                        largest.settings().contextWindow()),
                        "Prompts that fill the larger one fail there: choose a model with a larger window in '%s.providers.%s.model'."
                                .formatted(PREFIX, member.name())));
            }
            if (largest == null || window > largest.settings().contextWindow()) {
                largest = member;
            }
        }
    }

    /** A tag that only the last provider has leaves a request without anybody to fail over to, but nobody lacks it. */
    private void tags() {
        Map<String, List<String>> holders = new LinkedHashMap<>();
        members.forEach(member -> new TreeSet<>(member.settings().tags())
                .forEach(tag -> holders.computeIfAbsent(tag, unknown -> new ArrayList<>())
                        .add(member.name())));
        String last = members.get(members.size() - 1).name();
        holders.values().removeIf(names -> names.size() > 1 || names.contains(last));
        if (!holders.isEmpty()) {
            String alone = holders.entrySet().stream()
                    .map(tag ->
                            "'%s' (%s)".formatted(tag.getKey(), tag.getValue().get(0)))
                    .collect(Collectors.joining(", "));
            found.add(Advice.info(
                    "%s: A request that requires %s has nobody to fail over to, since no later provider has that tag."
                            .formatted(subject(), alone),
                    "Add a provider that has it, or write it in the '%s.providers.<name>.tags' of one that satisfies it."
                            .formatted(PREFIX)));
        }
    }

    private String subject() {
        return "Chain '%s'".formatted(chain);
    }

    private String property() {
        return chain.equals(ChainPlan.DEFAULT) ? PREFIX + ".chain" : PREFIX + ".chains." + chain;
    }
}
