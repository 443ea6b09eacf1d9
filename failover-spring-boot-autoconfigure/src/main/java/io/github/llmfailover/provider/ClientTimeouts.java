package io.github.llmfailover.provider;

import io.github.llmfailover.provider.ClientTimeout.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells which time-outs a client has that the application brings along. Where one is shorter than a limit of the failover
 * layer, that limit never acts: the client gives up first. Properties and defaults are those of Spring AI 2.0.0 and
 * Spring Boot 4.1.
 *
 * <p>Time-outs of connecting are not among them: a short one only makes a provider that cannot be reached be left sooner.
 */
public final class ClientTimeouts {

    private static final Duration SDK = Duration.ofSeconds(60);

    private static final String AWS = "spring.ai.bedrock.aws.";

    private ClientTimeouts() {}

    /**
     * Looks at how a client is configured. What an application has set in code cannot be seen.
     *
     * @param clientType the name of the client's class
     * @param property looks up a time by the canonical name of its property; {@code null} where it is not set
     * @param restClient whether Boot's settings reach the {@code RestClient} that the client calls with
     * @param webClient whether Boot's settings reach the {@code WebClient} that the client streams with
     * @return its time-outs; empty where it has none, or where nothing is known of such a client
     */
    public static List<ClientTimeout> find(
            String clientType, Function<String, @Nullable Duration> property, boolean restClient, boolean webClient) {
        if (clientType.startsWith(ClientNames.OPENAI)) {
            return List.of(openAi(property));
        }
        if (clientType.startsWith(ClientNames.ANTHROPIC)) {
            return List.of(timeout("Anthropic", "spring.ai.anthropic.timeout", SDK, Scope.EXCHANGE, property));
        }
        if (clientType.startsWith(ClientNames.BEDROCK)) {
            return List.of(
                    timeout("Bedrock", AWS + "timeout", Duration.ofMinutes(5), Scope.EXCHANGE, property),
                    timeout("Bedrock", AWS + "socket-timeout", Duration.ofSeconds(90), Scope.CALL, property),
                    timeout("Bedrock", AWS + "async-read-timeout", Duration.ofSeconds(30), Scope.SILENCE, property));
        }
        String client = ClientNames.usingSpringHttpClients(clientType);
        return client == null ? List.of() : spring(client, property, restClient, webClient);
    }

    /** Spring AI takes the chat model's own time-out only where it differs from the default. */
    private static ClientTimeout openAi(Function<String, @Nullable Duration> property) {
        ClientTimeout ofChat = timeout("OpenAI", "spring.ai.openai.chat.timeout", SDK, Scope.EXCHANGE, property);
        return ofChat.limit().equals(SDK)
                ? timeout("OpenAI", "spring.ai.openai.timeout", SDK, Scope.EXCHANGE, property)
                : ofChat;
    }

    private static List<ClientTimeout> spring(
            String client, Function<String, @Nullable Duration> property, boolean restClient, boolean webClient) {
        String name = "spring.http.clients.read-timeout";
        Duration limit = property.apply(name);
        List<ClientTimeout> found = new ArrayList<>();
        if (limit != null && restClient) {
            found.add(new ClientTimeout(client, name, limit, Scope.CALL));
        }
        if (limit != null && webClient) {
            found.add(new ClientTimeout(client, name, limit, Scope.SILENCE));
        }
        return found;
    }

    private static ClientTimeout timeout(
            String client,
            String name,
            Duration byDefault,
            Scope scope,
            Function<String, @Nullable Duration> property) {
        Duration set = property.apply(name);
        return new ClientTimeout(client, name, set == null ? byDefault : set, scope);
    }
}
