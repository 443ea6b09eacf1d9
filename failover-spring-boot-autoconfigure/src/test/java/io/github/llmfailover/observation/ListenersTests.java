package io.github.llmfailover.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.AllProvidersUnavailableEvent;
import io.github.llmfailover.CredentialRejectedEvent;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.failure.FailureKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ListenersTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final ProviderStateChangedEvent OPENED =
            new ProviderStateChangedEvent("openai", ProviderState.CLOSED, ProviderState.OPEN, NOW, NOW.plusSeconds(10));

    private static final FailoverOccurredEvent FAILED_OVER =
            new FailoverOccurredEvent("default", "openai", "anthropic", FailureKind.SERVER_ERROR, NOW);

    private static final AllProvidersUnavailableEvent UNAVAILABLE =
            new AllProvidersUnavailableEvent("default", NOW, null);

    private static final CredentialRejectedEvent REJECTED = new CredentialRejectedEvent("openai", 401, NOW);

    private static void tellAll(FailoverListener listener) {
        listener.onProviderStateChanged(OPENED);
        listener.onFailover(FAILED_OVER);
        listener.onAllProvidersUnavailable(UNAVAILABLE);
        listener.onCredentialRejected(REJECTED);
    }

    @Test
    void loggingListener_ofEachEvent_writesOneLine(CapturedOutput output) {
        tellAll(new LoggingListener());

        assertThat(output.getAll().lines().filter(line -> line.contains(LoggingListener.class.getSimpleName())))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("WARN", "provider=openai from=CLOSED to=OPEN")
                                .contains("availableAgainAt=2026-01-01T00:00:10Z"),
                        line -> assertThat(line)
                                .contains("INFO", "chain=default from=openai to=anthropic reason=SERVER_ERROR"),
                        line -> assertThat(line).contains("WARN", "chain=default"),
                        line -> assertThat(line).contains("ERROR", "provider=openai status=401"));
    }

    @Test
    void loggingListener_providerSkippedBecauseItIsOut_isNoNews(CapturedOutput output) {
        new LoggingListener().onFailover(new FailoverOccurredEvent("default", "openai", "anthropic", null, NOW));

        assertThat(output.getAll().lines().filter(line -> line.contains("INFO")))
                .isEmpty();
    }

    @Test
    void eventPublishingListener_publishesEachEvent() {
        List<Object> published = new ArrayList<>();

        tellAll(new EventPublishingListener(published::add));

        assertThat(published).containsExactly(OPENED, FAILED_OVER, UNAVAILABLE, REJECTED);
    }
}
