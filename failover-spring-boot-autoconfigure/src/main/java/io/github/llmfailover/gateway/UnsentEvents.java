package io.github.llmfailover.gateway;

import java.io.ByteArrayOutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import reactor.core.publisher.Mono;

/**
 * The events of one stream that its connection has not taken yet. Each is sent as soon as the connection is ready; what
 * comes while it is busy with an earlier one goes out in one piece, since a write costs as much as all else that is done
 * for an event.
 */
final class UnsentEvents {

    private final DataBufferFactory buffers;

    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();

    private final Mono<DataBuffer> next = Mono.fromSupplier(this::take);

    UnsentEvents(DataBufferFactory buffers) {
        this.buffers = buffers;
    }

    /**
     * Adds an event.
     *
     * @return what to write for it, once everything before has been written: this event and those that have come since,
     *     or nothing where it went out with an earlier one
     */
    Publisher<DataBuffer> add(byte[] event) {
        waiting.add(event);
        return next;
    }

    private @Nullable DataBuffer take() {
        byte[] first = waiting.poll();
        if (first == null) {
            return null;
        }
        byte[] second = waiting.poll();
        if (second == null) {
            return buffers.wrap(first);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(2 * (first.length + second.length));
        all.writeBytes(first);
        for (byte[] more = second; more != null; more = waiting.poll()) {
            all.writeBytes(more);
        }
        return buffers.wrap(all.toByteArray());
    }
}
