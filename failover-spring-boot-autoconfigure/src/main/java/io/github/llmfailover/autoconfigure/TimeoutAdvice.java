package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.actuate.Advice;
import io.github.llmfailover.provider.ClientTimeout;
import io.github.llmfailover.provider.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds clients that give up before the limits of the failover layer are reached, so that these never act.
 *
 * <p>A limit of a whole exchange ends a stream however well it moves. How long a stream may be, nobody says; one that is
 * allowed less than five minutes (15,000 tokens at fifty a second) is worth a word.
 */
final class TimeoutAdvice {

    /** Streams that are allowed this long are long enough. */
    private static final Duration LONG_STREAM = Duration.ofMinutes(5);

    /** What the SDKs allow where Spring AI does not say otherwise. */
    private static final Duration SDK_DEFAULT = Duration.ofMinutes(10);

    private TimeoutAdvice() {}

    static List<Advice> of(AdvisedProvider provider) {
        List<Advice> found = new ArrayList<>();
        Timeouts limits = provider.settings().timeouts();
        for (ClientTimeout client : provider.timeouts()) {
            switch (client.scope()) {
                case CALL -> call(found, provider, client, limits);
                case EXCHANGE -> exchange(found, provider, client, limits);
                case SILENCE -> silence(found, provider, client, limits);
            }
        }
        return found;
    }

    private static void call(List<Advice> found, AdvisedProvider provider, ClientTimeout client, Timeouts limits) {
        if (isShorter(client, limits.response())) {
            found.add(Advice.warn(
                    "%s gives up on a call after %s, before timeout.response (%s) is reached."
                            .formatted(client(provider, client), text(client.limit()), text(limits.response())),
                    "Set '%s=%s' or more, or leave it out.".formatted(client.property(), text(longest(limits)))));
        }
    }

    private static void exchange(List<Advice> found, AdvisedProvider provider, ClientTimeout client, Timeouts limits) {
        Duration enough = max(limits.response(), SDK_DEFAULT);
        String cure = "Set '%s=%s'.".formatted(client.property(), text(enough));
        if (isShorter(client, limits.response())) {
            found.add(Advice.warn(
                    ("%s gives up on a call after %s, before timeout.response (%s) is reached, and ends every stream"
                                    + " then, even one that moves.")
                            .formatted(client(provider, client), text(client.limit()), text(limits.response())),
                    cure));
        } else if (isShorter(client, LONG_STREAM)) {
            found.add(Advice.info(
                    "%s ends every stream after %s, even one that moves."
                            .formatted(client(provider, client), text(client.limit())),
                    cure));
        }
    }

    private static void silence(List<Advice> found, AdvisedProvider provider, ClientTimeout client, Timeouts limits) {
        boolean firstToken = isShorter(client, limits.firstToken());
        if (firstToken || isShorter(client, limits.stall())) {
            found.add(Advice.warn(
                    "%s gives up on a stream after %s of silence, before timeout.%s (%s) is reached."
                            .formatted(
                                    client(provider, client),
                                    text(client.limit()),
                                    firstToken ? "first-token" : "stall",
                                    text(firstToken ? limits.firstToken() : limits.stall())),
                    "Set '%s=%s' or more, or leave it out.".formatted(client.property(), text(longest(limits)))));
        }
    }

    private static String client(AdvisedProvider provider, ClientTimeout client) {
        return "Provider '%s': The %s client".formatted(provider.name(), client.client());
    }

    /** No time, or a negative one, means none to these clients. */
    private static boolean isShorter(ClientTimeout client, Duration limit) {
        return client.limit().compareTo(Duration.ZERO) > 0 && client.limit().compareTo(limit) < 0;
    }

    private static Duration longest(Timeouts limits) {
        return max(limits.response(), max(limits.firstToken(), limits.stall()));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static String text(Duration value) {
        return Checks.text(value);
    }
}
