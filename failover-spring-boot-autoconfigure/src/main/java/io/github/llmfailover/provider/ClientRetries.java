package io.github.llmfailover.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a client that the application brings along repeats requests by itself. One layer should: what a client
 * repeats, the failover layer repeats again, and waits for in vain. The defaults are those of Spring AI 2.0, of the
 * OpenAI and Anthropic SDKs below it, and of the AWS SDK 2 in its default retry mode.
 */
public final class ClientRetries {

    private static final int SPRING_AI_RETRIES = 10;

    private static final int AWS_ATTEMPTS = 4;

    private ClientRetries() {}

    /**
     * Looks at how a client is configured. What an application has set in code cannot be seen.
     *
     * @param clientType the name of the client's class
     * @param property looks up a property by its canonical name; {@code null} where it is not set
     * @param system looks up a system property or environment variable, which the AWS SDK reads by itself; {@code null}
     *     where it is not set
     * @return what repeats requests and how to switch that off; empty where nothing does, or where nothing is known of
     *     such a client
     */
    public static List<ClientRetry> find(
            String clientType, Function<String, @Nullable String> property, Function<String, @Nullable String> system) {
        List<ClientRetry> found = new ArrayList<>();
        if (clientType.startsWith(ClientNames.OPENAI)) {
            PropertyInForce retries = PropertyInForce.ofOpenAi("max-retries", "3", property);
            unlessZero(found, "OpenAI", retries);
        } else if (clientType.startsWith(ClientNames.ANTHROPIC)) {
            unlessZero(found, "Anthropic", PropertyInForce.of("spring.ai.anthropic.max-retries", "2", property));
        } else if (clientType.startsWith(ClientNames.BEDROCK)) {
            bedrock(found, system);
        } else {
            String client = ClientNames.usingSpringAiRetry(clientType);
            if (client != null) {
                unlessZero(
                        found,
                        client,
                        PropertyInForce.of(
                                "spring.ai.retry.max-attempts", Integer.toString(SPRING_AI_RETRIES), property));
            }
        }
        return List.copyOf(found);
    }

    private static void unlessZero(List<ClientRetry> found, String client, PropertyInForce retries) {
        if (!retries.value().equals("0")) {
            found.add(new ClientRetry(
                    repeats(client, retries.value()),
                    "Set '%s=0'; the failover layer retries by itself.".formatted(retries.name())));
        }
    }

    private static void bedrock(List<ClientRetry> found, Function<String, @Nullable String> system) {
        String attempts = system.apply("aws.maxAttempts");
        if (attempts == null) {
            attempts = system.apply("AWS_MAX_ATTEMPTS");
        }
        int retries = (attempts != null && attempts.strip().matches("\\d{1,3}")
                        ? Integer.parseInt(attempts.strip())
                        : AWS_ATTEMPTS)
                - 1;
        if (retries > 0) {
            found.add(new ClientRetry(
                    repeats("Bedrock", Integer.toString(retries)),
                    "Set the system property 'aws.maxAttempts=1' or the environment variable 'AWS_MAX_ATTEMPTS=1',"
                            + " or declare BedrockRuntimeClient beans of your own with one attempt."));
        }
    }

    private static String repeats(String client, String times) {
        return "The %s client repeats a failed request %s by itself, before the failover layer hears of it"
                .formatted(client, times.equals("1") ? "once" : "up to " + times + " times");
    }
}
