package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Mono;

/** A connection subscribes to what is to be written for an event once it has written everything before. */
class UnsentEventsTest {

    private final UnsentEvents events = new UnsentEvents(DefaultDataBufferFactory.sharedInstance);

    private Publisher<DataBuffer> add(String event) {
        return events.add(event.getBytes(StandardCharsets.UTF_8));
    }

    /** What is written, or {@code null} for nothing. */
    private static String written(Publisher<DataBuffer> piece) {
        return Mono.from(piece)
                .map(buffer -> buffer.toString(StandardCharsets.UTF_8))
                .block();
    }

    @Test
    void event_ofAnIdleConnection_isWrittenByItself() {
        assertThat(written(add("one"))).isEqualTo("one");
        assertThat(written(add("two"))).isEqualTo("two");
    }

    @Test
    void events_ofABusyConnection_areWrittenInOnePieceAndInOrder() {
        List<Publisher<DataBuffer>> pieces = new ArrayList<>();
        for (String event : List.of("one,", "two,", "three,", "a longer fourth one,")) {
            pieces.add(add(event));
        }

        assertThat(written(pieces.get(0))).isEqualTo("one,two,three,a longer fourth one,");
        assertThat(pieces.subList(1, 4))
                .allSatisfy(piece -> assertThat(written(piece)).isNull());
    }

    @Test
    void event_thatComesAfterAPieceWasTaken_isNotLost() {
        Publisher<DataBuffer> first = add("one");
        Publisher<DataBuffer> second = add("two");
        assertThat(written(first)).isEqualTo("onetwo");
        Publisher<DataBuffer> third = add("three");

        assertThat(written(second)).isEqualTo("three");
        assertThat(written(third)).isNull();
    }
}
