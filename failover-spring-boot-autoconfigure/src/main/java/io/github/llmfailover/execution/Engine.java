package io.github.llmfailover.execution;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.trace.CallTracer;
import java.util.function.Function;

/**
 * What the drivers work with.
 *
 * @param classifier understands what a client threw; never throws itself
 * @param watchdog ends what has passed its limit
 * @param workers threads for what must not happen on the thread that asks for it
 * @param time the time source
 * @param texts what the layer itself writes where a stream breaks
 * @param threads what the application's own threads are to blame for
 * @param estimates counts what providers do not report
 * @param checks judges answers after they have been served
 * @param tracer traces calls
 */
public record Engine(
        Function<Throwable, Failure> classifier,
        Watchdog watchdog,
        Workers workers,
        TimeSource time,
        StreamTexts texts,
        OwnThreads threads,
        UsageEstimates estimates,
        AnswerChecks checks,
        CallTracer tracer) {

    /** An engine that traces nothing. */
    public Engine(
            Function<Throwable, Failure> classifier,
            Watchdog watchdog,
            Workers workers,
            TimeSource time,
            StreamTexts texts,
            OwnThreads threads,
            UsageEstimates estimates,
            AnswerChecks checks) {
        this(classifier, watchdog, workers, time, texts, threads, estimates, checks, CallTracer.NONE);
    }

    /** An engine that knows only what providers report, judges no answers and traces nothing. */
    public Engine(
            Function<Throwable, Failure> classifier,
            Watchdog watchdog,
            Workers workers,
            TimeSource time,
            StreamTexts texts,
            OwnThreads threads) {
        this(classifier, watchdog, workers, time, texts, threads, UsageEstimates.NONE, AnswerChecks.NONE);
    }

    /** An engine with the default texts, whose delays nobody hears of. */
    public Engine(Function<Throwable, Failure> classifier, Watchdog watchdog, Workers workers, TimeSource time) {
        this(classifier, watchdog, workers, time, StreamTexts.DEFAULTS, new OwnThreads(FailoverListener.NONE, time));
    }
}
