package io.github.llmfailover.observation;

import io.github.llmfailover.AllProvidersUnavailableEvent;
import io.github.llmfailover.ConfigurationRefreshedEvent;
import io.github.llmfailover.ConfigurationRefusedEvent;
import io.github.llmfailover.CredentialRejectedEvent;
import io.github.llmfailover.DrillReport;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.OperatorActionEvent;
import io.github.llmfailover.ProviderStateChangedEvent;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes events to the application. Spring delivers them on the thread of the call unless configured otherwise. */
public final class EventPublishingListener implements FailoverListener {

    private final ApplicationEventPublisher publisher;

    /**
     * Creates the listener.
     *
     * @param publisher where events are published
     */
    public EventPublishingListener(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void onProviderStateChanged(ProviderStateChangedEvent event) {
        publisher.publishEvent(event);
    }

    @Override
    public void onFailover(FailoverOccurredEvent event) {
        publisher.publishEvent(event);
    }

    @Override
    public void onAllProvidersUnavailable(AllProvidersUnavailableEvent event) {
        publisher.publishEvent(event);
    }

    @Override
    public void onCredentialRejected(CredentialRejectedEvent event) {
        publisher.publishEvent(event);
    }

    @Override
    public void onConfigurationRefreshed(ConfigurationRefreshedEvent event) {
        publisher.publishEvent(event);
    }

    @Override
    public void onConfigurationRefused(ConfigurationRefusedEvent event) {
        publisher.publishEvent(event);
    }

    @Override
    public void onOperatorAction(OperatorActionEvent event) {
        publisher.publishEvent(event);
    }

    @Override
    public void onDrillEnded(DrillReport drill) {
        publisher.publishEvent(drill);
    }
}
