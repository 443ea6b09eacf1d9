package io.github.llmfailover.provider;

import io.github.llmfailover.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.internal.connection.RealCall;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one client of ours on OkHttp, so that none of them outlives it. The client's library keeps them to
 * itself, but whatever passes an interceptor knows where it belongs. Without this, OkHttp closes them when they have been
 * idle for five minutes.
 */
final class OwnConnections implements Interceptor {

    private static final Log logger = LogFactory.getLog(OwnConnections.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** One for the blocking part of the client and one for the streaming part. */
    private final Set<ConnectionPool> pools = ConcurrentHashMap.newKeySet();

    /** {@code null} while the client is in use. */
    private volatile @Nullable TimeSource retired;

    @Override
    public Response intercept(Chain chain) throws IOException {
        try {
            if (chain.call() instanceof RealCall call) {
                pools.add(call.getClient().connectionPool());
            }
        } catch (LinkageError e) {
            logger.debug("OkHttp does not show its connections, and closes them itself", e);
        }
        TimeSource time = retired;
        if (time != null) {
            // Its call had begun before, and opens a connection now.
            time.schedule(FIRST_PAUSE, () -> close(time, FIRST_PAUSE));
        }
        return chain.proceed(chain.request());
    }

    /** Closes what is idle, and looks again for what is not until nothing is left. */
    void retire(TimeSource time) {
        retired = time;
        close(time, FIRST_PAUSE);
    }

    private void close(TimeSource time, Duration pause) {
        boolean left = false;
        for (ConnectionPool pool : pools) {
            pool.evictAll();
            left |= pool.connectionCount() > 0;
        }
        if (left) {
            Duration longer = pause.multipliedBy(2);
            time.schedule(pause, () -> close(time, longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE));
        }
    }
}
