package io.github.llmfailover.observation;

import io.github.llmfailover.AllProvidersUnavailableEvent;
import io.github.llmfailover.CredentialRejectedEvent;
import io.github.llmfailover.DrillReport;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.OperatorActionEvent;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.ProviderStateChangedEvent;
import java.util.stream.Collectors;
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

    @Override
    public void onOperatorAction(OperatorActionEvent event) {
        OperatorAction action = event.action();
        String line = (event.applied() ? "Operator action: " : "Operator refused: ")
                + (event.provider() == null ? "" : "provider=" + event.provider() + " ")
                + (action == null ? "" : "action=" + action.word() + " ")
                + (event.from() == null ? "" : "from=" + event.from() + " to=" + event.to() + " ")
                + (event.until() == null ? "" : "until=" + event.until() + " ")
                + (event.evenIfLast() ? "evenIfLast=true " : "")
                + "by=" + (event.by() == null ? "anonymous" : event.by())
                + (event.refusal() == null ? "" : " - " + event.refusal());
        if (event.applied() && action != null && action.held() == null) {
            logger.info(line);
        } else {
            logger.warn(line);
        }
    }

    @Override
    public void onDrillEnded(DrillReport drill) {
        String line = (drill.passed() ? "Drill passed: " : "Drill failed: ")
                + drill.results().stream().map(LoggingListener::drilled).collect(Collectors.joining(" "))
                + " by=" + (drill.by() == null ? "anonymous" : drill.by());
        if (drill.passed()) {
            logger.info(line);
        } else {
            logger.warn(line);
        }
    }

    private static String drilled(DrillReport.Result result) {
        return result.provider() + "=" + (result.failure() == null ? result.outcome() : result.failure())
                + (result.status() == 0 ? "" : "(" + result.status() + ")");
    }
}
