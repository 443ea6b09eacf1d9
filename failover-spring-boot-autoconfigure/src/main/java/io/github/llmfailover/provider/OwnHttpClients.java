package io.github.llmfailover.provider;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Dispatcher;
import okhttp3.internal.connection.RealCall;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Keeps requests from queueing, and from opening a connection each, in the OkHttp clients that we build. OkHttp lets 64
 * requests wait for their headers at a time, and an LLM may take a minute to send them. How many requests there are at a
 * provider is not for the HTTP client to decide.
 */
final class OwnHttpClients {

    private static final Log logger = LogFactory.getLog(OwnHttpClients.class);

    /** In earlier ones a virtual thread that waits for the headers of HTTP/2 holds the thread that carries it. */
    private static final int FIRST_JDK_OF_UNPINNED_THREADS = 24;

    /**
     * How many connections of a client may be idle. OkHttp keeps five, so that under more than five requests at once nearly
     * every one would pay for a new connection, and with HTTPS for a handshake, where the provider speaks HTTP/1.1.
     */
    private static final int IDLE_CONNECTIONS = 64;

    /** OkHttp's own. */
    private static final Duration IDLE_FOR = Duration.ofMinutes(5);

    private OwnHttpClients() {}

    /** Keeps enough connections for the next requests. */
    static void keepConnections(Consumer<Integer> maxIdle, Consumer<Duration> keepAlive) {
        maxIdle.accept(IDLE_CONNECTIONS);
        keepAlive.accept(IDLE_FOR);
    }

    /**
     * Has streams wait for their headers, or for their chunks, on virtual threads where that is wise; elsewhere the
     * client's pool has no limit, and each stream a thread of the system's.
     */
    static void onVirtualThreads(Consumer<ExecutorService> client) {
        if (Runtime.version().feature() < FIRST_JDK_OF_UNPINNED_THREADS) {
            return;
        }
        try {
            client.accept((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            logger.debug("No virtual threads although this JVM has them", e);
        }
    }

    /**
     * Lifts the limit of the dispatcher that a call belongs to. Spring AI shows neither the dispatcher nor a setting for
     * it, but the calls know it; another OkHttp than the one this was built with may not say, and then the limit stays.
     */
    static void liftLimit(Call call) {
        try {
            if (call instanceof RealCall real) {
                Dispatcher dispatcher = real.getClient().dispatcher();
                if (dispatcher.getMaxRequests() != Integer.MAX_VALUE) {
                    dispatcher.setMaxRequests(Integer.MAX_VALUE);
                    dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
                }
            }
        } catch (LinkageError e) {
            logger.debug("The limit of OkHttp's dispatcher stays as it is", e);
        }
    }
}
