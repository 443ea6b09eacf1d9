package io.github.llmfailover.failure;

import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryException;
import reactor.core.Exceptions;

/** Walks what exceptions wrap. Safe against causes that form a circle, and bounded in depth. */
final class Causes {

    private static final int MAX_DEPTH = 32;

    private Causes() {}

    /**
     * Takes off what executors, proxies, reactive operators, retry templates, Spring AI's advisors
     * ({@code IllegalStateException("Stream processing failed")}) and its Google client
     * ({@code RuntimeException("Failed to generate content")}) wrap around a client's exception.
     */
    static Throwable unwrap(Throwable error) {
        Throwable current = error;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            Throwable inner = wrapped(current);
            if (inner == null || inner == current) {
                return current;
            }
            current = inner;
        }
        return current;
    }

    private static @Nullable Throwable wrapped(Throwable error) {
        if (Exceptions.isMultiple(error)) {
            List<Throwable> all = Exceptions.unwrapMultiple(error);
            return all.isEmpty() ? null : all.get(0);
        }
        if (error instanceof CompletionException
                || error instanceof ExecutionException
                || error instanceof UndeclaredThrowableException
                || error instanceof InvocationTargetException
                || error instanceof UncheckedIOException
                || error instanceof RetryException
                || Exceptions.isRetryExhausted(error)
                || error.getClass() == RuntimeException.class
                || error.getClass() == IllegalStateException.class) {
            return causeOf(error);
        }
        return Exceptions.unwrap(error);
    }

    /** Returns an error and its causes, outermost first, each once. */
    static List<Throwable> chain(Throwable error) {
        List<Throwable> chain = new ArrayList<>(4);
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable current = error;
        while (current != null && chain.size() < MAX_DEPTH && seen.add(current)) {
            chain.add(current);
            current = causeOf(current);
        }
        return chain;
    }

    /** Returns the innermost cause of an error, or the error itself where it has none. */
    static Throwable root(Throwable error) {
        List<Throwable> chain = chain(error);
        return chain.get(chain.size() - 1);
    }

    /** An exception may compute its cause, and fail. */
    private static @Nullable Throwable causeOf(Throwable error) {
        try {
            return error.getCause();
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** Whether an error is of a class that need not be on the class path. */
    static boolean isA(Throwable error, String className) {
        for (Class<?> type = error.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(className)) {
                return true;
            }
        }
        return false;
    }
}
