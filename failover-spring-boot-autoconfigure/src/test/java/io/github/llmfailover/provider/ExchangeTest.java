package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.time.VirtualTime;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeTest {

    private final VirtualTime time = new VirtualTime();

    private final Exchange exchange = new Exchange(time);

    @Test
    void departure_thatNobodyAnnounces_isTheCreation() {
        long created = time.nanoTime();
        time.advance(Duration.ofSeconds(1));

        assertThat(exchange.hasDeparted()).isTrue();
        assertThat(exchange.departedAt()).isEqualTo(created);
    }

    @Test
    void departure_thatIsAnnounced_isTheFirstThatIsTold() {
        exchange.awaitDeparture();
        assertThat(exchange.hasDeparted()).isFalse();

        time.advance(Duration.ofSeconds(10));
        exchange.departed();
        long left = time.nanoTime();
        time.advance(Duration.ofSeconds(1));
        exchange.departed();

        assertThat(exchange.hasDeparted()).isTrue();
        assertThat(exchange.departedAt()).isEqualTo(left);
    }

    @Test
    void provider_isWaitedForFromTheDepartureToTheHeaders() {
        exchange.awaitDeparture();
        time.advance(Duration.ofSeconds(10));
        assertThat(exchange.providerNanos(time.nanoTime())).isZero();

        exchange.departed();
        time.advance(Duration.ofSeconds(2));
        exchange.responded();
        time.advance(Duration.ofSeconds(30));

        assertThat(waitedFor()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void provider_afterTheHeaders_isWaitedForWhileSomebodyReads() {
        exchange.departed();
        exchange.responded();
        time.advance(Duration.ofSeconds(30));
        exchange.readBegins();
        time.advance(Duration.ofSeconds(3));
        assertThat(waitedFor()).isEqualTo(Duration.ofSeconds(3));

        exchange.readEnds();
        time.advance(Duration.ofSeconds(30));
        exchange.readBegins();
        time.advance(Duration.ofSeconds(4));

        assertThat(waitedFor()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void provider_whoseHeadersAreNotSeen_isWaitedForAllTheTime() {
        time.advance(Duration.ofSeconds(30));

        assertThat(waitedFor()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void provider_thatTheClientAsksAgain_isWaitedForAgain() {
        exchange.departed();
        exchange.responded();
        time.advance(Duration.ofSeconds(30));
        exchange.departed();
        time.advance(Duration.ofSeconds(1));

        assertThat(waitedFor()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void abort_severalWays_triesTheLatestFirstAndEachOnce() {
        List<String> tried = new ArrayList<>();
        exchange.onAbort(() -> tried.add("outer"));
        exchange.onAbort(() -> tried.add("inner"));

        exchange.abort();
        exchange.abort();

        assertThat(tried).containsExactly("inner", "outer");
    }

    @Test
    void abort_oneWayFails_triesTheOthers() {
        List<String> tried = new ArrayList<>();
        exchange.onAbort(() -> tried.add("outer"));
        exchange.onAbort(() -> {
            throw new IllegalStateException("broken");
        });

        exchange.abort();

        assertThat(tried).containsExactly("outer");
    }

    @Test
    void onAbort_afterTheAbort_runsAtOnce() {
        List<String> tried = new ArrayList<>();
        exchange.abort();
        exchange.onAbort(() -> tried.add("late"));

        assertThat(tried).containsExactly("late");
        assertThat(exchange.isAborted()).isTrue();
    }

    @Test
    void abort_afterTheEnd_touchesNothing() {
        List<String> tried = new ArrayList<>();
        exchange.onAbort(() -> tried.add("connection"));
        exchange.ended();
        exchange.abort();

        assertThat(tried).isEmpty();
    }

    /** It is known to a nanosecond or two. */
    private Duration waitedFor() {
        return Duration.ofNanos(exchange.providerNanos(time.nanoTime())).truncatedTo(ChronoUnit.MICROS);
    }
}
