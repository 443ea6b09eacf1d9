package io.github.llmfailover.failure;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What tells that our own process ran out of something, so that a request never left it: the connection pools of the HTTP
 * engines, recognised by name since none of them need be there, executors and schedulers that take no more work, limits
 * that the application has put on itself, and file descriptors.
 */
final class LocalExhaustion {

    private static final String REACTOR_NETTY = "raise maxConnections or pendingAcquireMaxCount of the Reactor Netty"
            + " ConnectionProvider that its WebClient uses";

    private static final String APACHE = "raise the maximum of connections, in all and per route, of the connection"
            + " manager that its Apache HTTP client uses";

    private static final String OWN_LIMIT =
            "raise that limit, or set llm.failover.providers.<name>.max-concurrency in its place";

    /** By simple names: Reactor Netty has these classes in a package of its own making. */
    private static final Map<String, String> POOLS = Map.of(
            "PoolAcquireTimeoutException", REACTOR_NETTY,
            "PoolAcquirePendingLimitException", REACTOR_NETTY,
            "ConnectionRequestTimeoutException", APACHE,
            "ConnectionPoolTimeoutException", APACHE,
            "BulkheadFullException", OWN_LIMIT,
            "RequestNotPermitted", OWN_LIMIT);

    private static final List<String> AWS_TEXTS = List.of(
            "acquire operation took longer",
            "maximum pending connection acquisitions exceeded",
            "too many outstanding acquire operations");

    private LocalExhaustion() {}

    /** Whether an error, taken by itself, tells that something of ours is used up. */
    static boolean isTold(Throwable error) {
        return cureFor(error) != null;
    }

    /**
     * Returns what helps.
     *
     * @param error what was thrown
     * @return half a sentence that follows "To cure it, "; nothing of the error's own text is in it
     */
    static String cure(Throwable error) {
        for (Throwable cause : Causes.chain(error)) {
            String cure = cureFor(cause);
            if (cure != null) {
                return cure;
            }
        }
        return "give the client more of it";
    }

    private static @Nullable String cureFor(Throwable error) {
        String pool = POOLS.get(error.getClass().getSimpleName());
        if (pool != null) {
            return pool;
        }
        if (error instanceof RejectedExecutionException) {
            return message(error).contains("bounded elastic")
                    ? "raise the system property reactor.schedulers.defaultBoundedElasticSize"
                    : "give the executor that its client runs on more threads or a longer queue";
        }
        if (error instanceof IOException && message(error).contains("too many open files")) {
            return "raise the limit of open files of this process (ulimit -n)";
        }
        return isOfAws(message(error)) ? "raise the maximum of connections of its AWS HTTP client" : null;
    }

    private static boolean isOfAws(String message) {
        return AWS_TEXTS.stream().anyMatch(message::contains);
    }

    private static String message(Throwable error) {
        String message = error.getMessage();
        return message == null ? "" : message.toLowerCase(Locale.ROOT);
    }
}
