package io.github.llmfailover.observation;

import io.github.llmfailover.AllProvidersUnavailableEvent;
import io.github.llmfailover.CredentialRejectedEvent;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.ProviderStateChangedEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * One line for each event, in {@code key=value} form: WARN where a provider goes out or nobody can be asked, INFO where it
 * comes back and for each call that fails over, ERROR for a rejected credential. That a call skips a provider which is
 * known to be out is news only at DEBUG, since the change of state was logged when it happened.
 */
public final class LoggingListener implements FailoverListener {

    private static final Log logger = LogFactory.getLog(LoggingListener.class);

    /** Creates the listener. */
    public LoggingListener() {}

    @Override
    public void onProviderStateChanged(ProviderStateChangedEvent event) {
        String line = "Provider state changed: provider=" + event.provider() + " from=" + event.from() + " to="
                + event.to()
                + (event.availableAgainAt() == null ? "" : " availableAgainAt=" + event.availableAgainAt());
        if (event.to() == ProviderState.CLOSED || event.to() == ProviderState.HALF_OPEN) {
            logger.info(line);
        } else {
            logger.warn(line);
        }
    }

    @Override
    public void onFailover(FailoverOccurredEvent event) {
        if (event.reason() != null) {
            logger.info("Failover: chain=" + event.chain() + " from=" + event.from() + " to=" + event.to() + " reason="
                    + event.reason());
        } else if (logger.isDebugEnabled()) {
            logger.debug("Failover: chain=" + event.chain() + " from=" + event.from() + " to=" + event.to()
                    + " reason=UNAVAILABLE");
        }
    }

    @Override
    public void onAllProvidersUnavailable(AllProvidersUnavailableEvent event) {
        logger.warn("No provider available: chain=" + event.chain()
                + (event.availableAgainAt() == null ? "" : " availableAgainAt=" + event.availableAgainAt()));
    }

    @Override
    public void onCredentialRejected(CredentialRejectedEvent event) {
        logger.error("Credential rejected: provider=" + event.provider() + " status=" + event.status()
                + " - the provider rests; check its API key, its account and its permissions");
    }
}
