package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.AllProvidersUnavailableEvent;
import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.ConfigurationRefreshedEvent;
import io.github.llmfailover.ConfigurationRefusedEvent;
import io.github.llmfailover.CredentialRejectedEvent;
import io.github.llmfailover.DrillReport;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.OperatorActionEvent;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.observation.RepeatedLines;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Tells several listeners. What one of them throws is logged, and the others hear of it all the same. */
final class CompositeListener implements FailoverListener {

    private static final Log logger = LogFactory.getLog(CompositeListener.class);

    private final FailoverListener[] listeners;

    /** One that fails for each call fails often. */
    private final RepeatedLines complaints;

    private CompositeListener(List<FailoverListener> listeners, TimeSource time) {
        this.listeners = listeners.toArray(FailoverListener[]::new);
        this.complaints = new RepeatedLines(time);
    }

    static FailoverListener of(List<FailoverListener> listeners) {
        return of(listeners, TimeSource.system());
    }

    static FailoverListener of(List<FailoverListener> listeners, TimeSource time) {
        return listeners.isEmpty() ? FailoverListener.NONE : new CompositeListener(listeners, time);
    }

    @Override
    public void onFirstToken(String provider, Duration sinceRequest) {
        tell(listener -> listener.onFirstToken(provider, sinceRequest));
    }

    @Override
    public void onProcessDelay(String provider, Duration duration) {
        tell(listener -> listener.onProcessDelay(provider, duration));
    }

    @Override
    public void onAttemptEnded(AttemptReport attempt) {
        tell(listener -> listener.onAttemptEnded(attempt));
    }

    @Override
    public void onProbeEnded(AttemptReport probe) {
        tell(listener -> listener.onProbeEnded(probe));
    }

    @Override
    public void onAnswerChecked(String provider, boolean valid) {
        tell(listener -> listener.onAnswerChecked(provider, valid));
    }

    @Override
    public void onCallEnded(FailoverReport report, Duration duration, @Nullable Throwable failure) {
        tell(listener -> listener.onCallEnded(report, duration, failure));
    }

    @Override
    public void onDegraded(FailoverReport report) {
        tell(listener -> listener.onDegraded(report));
    }

    @Override
    public void onFailover(FailoverOccurredEvent event) {
        tell(listener -> listener.onFailover(event));
    }

    @Override
    public void onProviderStateChanged(ProviderStateChangedEvent event) {
        tell(listener -> listener.onProviderStateChanged(event));
    }

    @Override
    public void onAllProvidersUnavailable(AllProvidersUnavailableEvent event) {
        tell(listener -> listener.onAllProvidersUnavailable(event));
    }

    @Override
    public void onCredentialRejected(CredentialRejectedEvent event) {
        tell(listener -> listener.onCredentialRejected(event));
    }

    @Override
    public void onConfigurationRefreshed(ConfigurationRefreshedEvent event) {
        tell(listener -> listener.onConfigurationRefreshed(event));
    }

    @Override
    public void onConfigurationRefused(ConfigurationRefusedEvent event) {
        tell(listener -> listener.onConfigurationRefused(event));
    }

    @Override
    public void onOperatorAction(OperatorActionEvent event) {
        tell(listener -> listener.onOperatorAction(event));
    }

    @Override
    public void onDrillEnded(DrillReport drill) {
        tell(listener -> listener.onDrillEnded(drill));
    }

    private void complain(FailoverListener listener, RuntimeException failure) {
        String line = "The failover listener " + listener.getClass().getName() + " failed";
        complaints.say(listener, repeated -> {
            if (repeated == 0) {
                logger.warn(line, failure);
            } else {
                logger.warn(line + " again: repeated=" + repeated + " seconds=" + RepeatedLines.WINDOW.toSeconds());
            }
        });
    }

    private void tell(Consumer<FailoverListener> news) {
        for (FailoverListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                complain(listener, e);
            }
        }
    }
}
