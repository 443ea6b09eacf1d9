package io.github.llmfailover.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.failure.FailureKind;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentEventsTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final RecentEvents events = new RecentEvents();

    private void stateChange(int second) {
        events.onProviderStateChanged(new ProviderStateChangedEvent(
                "openai", ProviderState.CLOSED, ProviderState.OPEN, START.plusSeconds(second), null));
    }

    private void failover(String chain, int second) {
        events.onFailover(new FailoverOccurredEvent(
                chain, "openai", "anthropic", FailureKind.SERVER_ERROR, START.plusSeconds(second)));
    }

    @Test
    void events_moreThanTheCapacity_keepTheNewestFirst() {
        for (int i = 0; i < 200; i++) {
            stateChange(i);
        }

        assertThat(events.newestFirst()).hasSize(RecentEvents.CAPACITY);
        assertThat(events.newestFirst().get(0).at()).isEqualTo(START.plusSeconds(199));
    }

    @Test
    void failovers_thatAreAlike_areOneEventAndDoNotWashAwayHowItBegan() {
        stateChange(0);
        for (int i = 1; i <= 1000; i++) {
            failover(i % 2 == 0 ? "default" : "cheap", i);
        }

        assertThat(events.newestFirst()).hasSize(3);
        assertThat(events.newestFirst().get(0))
                .returns("default", RecentEvent::chain)
                .returns(500L, RecentEvent::count)
                .returns(START.plusSeconds(1000), RecentEvent::at);
        assertThat(events.newestFirst().get(2).type()).isEqualTo(RecentEvent.Type.STATE_CHANGED);
    }
}
