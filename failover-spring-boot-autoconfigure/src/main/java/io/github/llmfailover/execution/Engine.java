package io.github.llmfailover.execution;

import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.time.TimeSource;
import java.util.function.Function;

/**
 * What both drivers work with.
 *
 * @param classifier understands what a client threw; never throws itself
 * @param watchdog ends what has passed its limit
 * @param workers threads for what must not happen on the thread that asks for it
 * @param time the time source
 * @param continuation how a model is told in words to go on with an answer that another one began; {@code {anchor}} in it
 *     stands for the last words of that answer
 */
public record Engine(
        Function<Throwable, Failure> classifier,
        Watchdog watchdog,
        Workers workers,
        TimeSource time,
        String continuation) {

    /** The instruction where none is configured: names no language and no persona, and asks for no remark. */
    public static final String DEFAULT_CONTINUATION = """
            The answer above was cut off by a technical fault. Continue it from exactly where it stops, in the same \
            language, style and format, as if there had been no interruption. Begin by repeating its last words \
            exactly as they stand between the lines below, then go on from there. Add no remark, greeting or heading.
            ---
            {anchor}
            ---""";

    /** Rejects an instruction that does not say where to go on. */
    public Engine {
        if (!continuation.contains("{anchor}")) {
            throw new IllegalArgumentException(
                    "streaming.continuation-instruction must contain {anchor}, which stands for the last words of the answer");
        }
    }

    /** An engine with the default instruction. */
    public Engine(Function<Throwable, Failure> classifier, Watchdog watchdog, Workers workers, TimeSource time) {
        this(classifier, watchdog, workers, time, DEFAULT_CONTINUATION);
    }
}
