package io.github.llmfailover.benchmarks;

import org.openjdk.jmh.infra.Blackhole;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** Reads a stream that arrives on the thread that subscribes to it. */
final class ChunkReader extends BaseSubscriber<ChatResponse> {

    private final Blackhole blackhole;

    private final long batch;

    private boolean completed;

    private ChunkReader(Blackhole blackhole, long batch) {
        this.blackhole = blackhole;
        this.batch = batch;
    }

    static void readAll(Flux<ChatResponse> stream, Blackhole blackhole) {
        read(stream, new ChunkReader(blackhole, Long.MAX_VALUE));
    }

    static void readOneByOne(Flux<ChatResponse> stream, Blackhole blackhole) {
        read(stream, new ChunkReader(blackhole, 1));
    }

    private static void read(Flux<ChatResponse> stream, ChunkReader reader) {
        stream.subscribe(reader);
        if (!reader.completed) {
            throw new IllegalStateException("The stream has not been read to its end");
        }
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        subscription.request(batch);
    }

    @Override
    protected void hookOnNext(ChatResponse chunk) {
        blackhole.consume(chunk);
        if (batch == 1) {
            request(1);
        }
    }

    @Override
    protected void hookOnComplete() {
        completed = true;
    }
}
