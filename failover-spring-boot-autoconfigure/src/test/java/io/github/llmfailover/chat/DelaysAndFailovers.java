package io.github.llmfailover.chat;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverOccurredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers what a chain tells of its own threads, of first tokens and of failovers. */
final class DelaysAndFailovers implements FailoverListener {

    private final Queue<Duration> delays = new ConcurrentLinkedQueue<>();

    private final Queue<Duration> firstTokens = new ConcurrentLinkedQueue<>();

    private final Queue<FailoverOccurredEvent> failovers = new ConcurrentLinkedQueue<>();

    @Override
    public void onProcessDelay(String provider, Duration duration) {
        delays.add(duration);
    }

    @Override
    public void onFirstToken(String provider, Duration sinceRequest) {
        firstTokens.add(sinceRequest);
    }

    @Override
    public void onFailover(FailoverOccurredEvent event) {
        failovers.add(event);
    }

    List<Duration> delays() {
        return List.copyOf(delays);
    }

    List<Duration> firstTokens() {
        return List.copyOf(firstTokens);
    }

    List<FailoverOccurredEvent> failovers() {
        return List.copyOf(failovers);
    }
}
