package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.gateway.AnonymousAccess;
import io.github.llmfailover.gateway.GatewayModel;
import io.github.llmfailover.gateway.GatewaySettings;
import io.github.llmfailover.provider.Provider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;

/** The way from properties to the settings of the gateway. */
final class GatewaySetup {

    private static final String PREFIX = FailoverProperties.PREFIX + ".gateway";

    private final FailoverProperties properties;

    GatewaySetup(FailoverProperties properties) {
        this.properties = properties;
    }

    /**
     * Maps the settings.
     *
     * @param address the address that the server is configured to listen on; {@code null} for all there are
     * @param secured whether the application has a security of its own for its web requests
     * @throws FailoverConfigurationException where strangers could use the gateway although nobody said so
     */
    GatewaySettings settings(@Nullable String address, boolean secured) {
        FailoverProperties.Gateway gateway = properties.gateway();
        AnonymousAccess anonymous = anonymous(gateway, secured);
        if (gateway.apiKeys().isEmpty() && anonymous == AnonymousAccess.NONE) {
            throw problem(
                    "The gateway is enabled, but nobody could use it: there are no keys, and %s.allow-anonymous is none."
                            .formatted(PREFIX),
                    "Write keys below %s.api-keys.".formatted(PREFIX));
        }
        if (gateway.apiKeys().isEmpty() && anonymous == AnonymousAccess.LOOPBACK && !isLoopback(address)) {
            throw problem(
                    "The gateway is enabled without any keys, but the server does not listen on a loopback address only.",
                    "Write keys below %s.api-keys, or server.address: 127.0.0.1, or %s.allow-anonymous: all if really everybody who reaches this server may use it."
                            .formatted(PREFIX, PREFIX));
        }
        return new GatewaySettings(
                gateway.basePath(),
                IntStream.range(0, gateway.apiKeys().size())
                        .mapToObj(i -> GatewayValidation.make(
                                "key-" + i, gateway.apiKeys().get(i)))
                        .toList(),
                anonymous,
                Math.toIntExact(gateway.maxBodySize().toBytes()),
                gateway.bodyTimeout(),
                gateway.maxConcurrentRequests(),
                gateway.maxConcurrentStreams(),
                gateway.maxMessages(),
                gateway.keepAliveInterval(),
                gateway.readerTimeout(),
                gateway.shutdownTimeout(),
                properties.streaming().onInterruption());
    }

    /** What a client may name: every chain, and every model that is configured for the default chain. */
    static List<GatewayModel> models(ProviderChains chains) {
        List<GatewayModel> models = new ArrayList<>();
        Set<String> ids = new LinkedHashSet<>();
        for (String chain : chains.chains().keySet()) {
            ids.add(chain);
            models.add(new GatewayModel(chain, "llm-failover", chain));
        }
        String byDefault = FailoverChatModel.DEFAULT_CHAIN;
        for (Provider provider : chains.chains().getOrDefault(byDefault, List.of())) {
            String model = modelOf(provider);
            if (model != null && !model.isBlank() && ids.add(model)) {
                models.add(new GatewayModel(model, provider.name(), byDefault));
            }
        }
        return models;
    }

    private static @Nullable String modelOf(Provider provider) {
        String configured = provider.settings().model();
        return configured != null ? configured : provider.modelOf(new Prompt(List.of()));
    }

    static FailoverConfigurationException notReactive() {
        return problem(
                "%s.enabled is true, but this application has no WebFlux server, which the gateway is made for."
                        .formatted(PREFIX),
                "Put spring-boot-starter-webflux in the place of the servlet web starter, or beside it with spring.main.web-application-type: reactive; or leave %s.enabled out."
                        .formatted(PREFIX));
    }

    private static AnonymousAccess anonymous(FailoverProperties.Gateway gateway, boolean secured) {
        if (gateway.allowAnonymous() != null) {
            return gateway.allowAnonymous();
        }
        if (!gateway.apiKeys().isEmpty()) {
            return AnonymousAccess.NONE;
        }
        return secured ? AnonymousAccess.ALL : AnonymousAccess.LOOPBACK;
    }

    private static boolean isLoopback(@Nullable String address) {
        try {
            return address != null
                    && !address.isBlank()
                    && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static FailoverConfigurationException problem(String what, String write) {
        return new FailoverConfigurationException(List.of(new Problems.Problem(what, write)));
    }
}
