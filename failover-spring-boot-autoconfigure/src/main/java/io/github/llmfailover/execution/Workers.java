package io.github.llmfailover.execution;

import io.micrometer.context.ContextSnapshotFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Threads for what must not happen on the thread that asks for it: calls of clients that cannot be aborted, closing a
 * connection for a caller who leaves, and asking the next provider after a failure that arrived on somebody else's
 * thread. Virtual threads where the JVM has them, else threads that are reused and die after a minute without work.
 * There are as many as there are such things under way.
 */
public final class Workers implements Executor, AutoCloseable {

    private static final Log logger = LogFactory.getLog(Workers.class);

    static final ContextSnapshotFactory SNAPSHOTS =
            ContextSnapshotFactory.builder().build();

    private final ExecutorService executor;

    private Workers(ExecutorService executor) {
        this.executor = executor;
    }

    /** Creates the workers that this JVM does best. */
    public static Workers create() {
        ExecutorService virtual = virtualThreads();
        return new Workers(virtual != null ? virtual : platformThreads());
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            // The application is closing; what is under way must still come to its end.
            run(task);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            logger.error("A task of the failover layer failed", e);
        }
    }

    /** Lets what is under way finish; what comes after that runs on the thread that asks for it. */
    @Override
    public void close() {
        executor.shutdown();
    }

    private static @org.jspecify.annotations.Nullable ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            return null;
        } catch (IllegalAccessException | InvocationTargetException e) {
            logger.debug("No virtual threads although this JVM has them", e);
            return null;
        }
    }

    private static ExecutorService platformThreads() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "llm-failover-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
