package io.github.llmfailover;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.model.tool.internal.ToolCallReactiveContextHolder;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The point in time by which what is being done for somebody has to be done, over however many calls of models: that of
 * the HTTP request which is being answered, say. A call of the failover model that names no deadline of its own
 * ({@link FailoverChatOptions#getDeadline()}) takes this one, and only where there is neither the configured
 * {@code llm.failover.deadline}.
 *
 * <p>A stream finds it in its subscriber's context, a blocking call on its thread; Micrometer's context propagation
 * carries it between the two. Tools see it in both.
 *
 * <pre>{@code
 * chatClient.prompt().user(question).stream().content()
 *         .contextWrite(FailoverDeadline.within(Duration.ofSeconds(8)));
 *
 * String answer = FailoverDeadline.within(Duration.ofSeconds(8), () -> chatClient.prompt().user(question).call().content());
 * }</pre>
 *
 * <p>Like every deadline of a call it bounds a stream until its first token. Unlike the others it is a point in time, so
 * it is not renewed where another provider carries on with a stream that broke.
 */
public final class FailoverDeadline {

    /** The key of the {@link Instant} in Reactor's context, and in Micrometer's context registry. */
    public static final String KEY = "llm.failover.deadline";

    private static final ThreadLocal<Instant> CURRENT = new ThreadLocal<>();

    private FailoverDeadline() {}

    /**
     * Sets the deadline of a stream, for {@code contextWrite}. Where there is an earlier one already, that one stays.
     *
     * @param deadline the point in time
     */
    public static Function<Context, Context> at(Instant deadline) {
        return context -> context.put(KEY, earlier(of(context), deadline));
    }

    /**
     * Sets the deadline of a stream, for {@code contextWrite}. Where there is an earlier one already, that one stays.
     *
     * @param fromSubscription how long after the subscription; positive
     */
    public static Function<Context, Context> within(Duration fromSubscription) {
        requirePositive(fromSubscription);
        return context -> at(now().plus(fromSubscription)).apply(context);
    }

    /**
     * Does something that has to be done by a point in time on this thread. Where there is an earlier deadline already,
     * that one stays.
     *
     * @param deadline the point in time
     * @param work what is done; what it throws is thrown
     * @return what the work returns
     */
    public static <T extends @Nullable Object> T at(Instant deadline, Supplier<T> work) {
        Instant before = CURRENT.get();
        CURRENT.set(earlier(before, deadline));
        try {
            return work.get();
        } finally {
            set(before);
        }
    }

    /**
     * Does something that has to be done within a time on this thread. Where there is an earlier deadline already, that
     * one stays.
     *
     * @param fromNow how long it may take; positive
     * @param work what is done; what it throws is thrown
     * @return what the work returns
     */
    public static <T extends @Nullable Object> T within(Duration fromNow, Supplier<T> work) {
        requirePositive(fromNow);
        return at(now().plus(fromNow), work);
    }

    /**
     * Returns this thread's deadline: in a tool that a stream asked for, that of the stream's subscriber.
     *
     * @return the point in time; {@code null} where there is none
     */
    public static @Nullable Instant current() {
        Instant own = CURRENT.get();
        // Spring AI runs the tools of a stream on another thread, and leaves the subscriber's context there for them.
        return own != null ? own : of(ToolCallReactiveContextHolder.getContext());
    }

    /** Returns a subscriber's deadline; {@code null} where there is none. */
    public static @Nullable Instant of(ContextView context) {
        return context.getOrDefault(KEY, null) instanceof Instant deadline ? deadline : null;
    }

    /**
     * Returns how much time this thread has left, for an advisor or a tool that could do something less with less time.
     *
     * @return zero where the deadline has passed; {@code null} where there is none
     */
    public static @Nullable Duration remaining() {
        return remaining(current());
    }

    /**
     * Returns how much time a subscriber has left.
     *
     * @return zero where the deadline has passed; {@code null} where there is none
     */
    public static @Nullable Duration remaining(ContextView context) {
        return remaining(of(context));
    }

    private static @Nullable Duration remaining(@Nullable Instant deadline) {
        if (deadline == null) {
            return null;
        }
        Duration left = Duration.between(now(), deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Sets this thread's deadline, for context propagation. */
    static void set(@Nullable Instant deadline) {
        if (deadline == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(deadline);
        }
    }

    private static Instant now() {
        return TimeSource.system().now();
    }

    private static Instant earlier(@Nullable Instant known, Instant added) {
        return known != null && known.isBefore(added) ? known : added;
    }

    private static void requirePositive(Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("A deadline must lie ahead, but is to be in " + duration);
        }
    }
}
