package io.github.llmfailover.gateway;

import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.time.TimeSource.Cancellable;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Limits by the one source of time. */
final class Timer {

    private Timer() {}

    /** Ends something in an error where it takes longer than it may. */
    static <T> Mono<T> limit(Mono<T> what, TimeSource time, Duration limit, Supplier<? extends Throwable> error) {
        Mono<T> over = Mono.create(sink -> {
            Cancellable timer = time.schedule(limit, () -> sink.error(error.get()));
            sink.onDispose(timer::cancel);
        });
        return Mono.firstWithSignal(what, over);
    }
}
