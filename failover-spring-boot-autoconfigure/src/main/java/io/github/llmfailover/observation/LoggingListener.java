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
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.time.TimeSource;
import java.time.Instant;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One line for each event, in {@code key=value} form: WARN where a provider goes out or nobody can be asked, INFO where it
 * comes back and for calls that fail over, ERROR for a rejected credential. That a call skips a provider which is known to
 * be out is news only at DEBUG, since the change of state was logged when it happened.
 *
 * <p>Each change of state has its line. Of the others the first of a kind has; the same again is counted, and told every
 * ten seconds with {@code repeated=}, or one by one at DEBUG.
 */
public final class LoggingListener implements FailoverListener, AutoCloseable {

    private static final Log logger = LogFactory.getLog(LoggingListener.class);

    private record Failover(String chain, String from, String to, FailureKind reason) {

        String line() {
            return "Failover: chain=" + chain + " from=" + from + " to=" + to + " reason=" + reason;
        }
    }

    private record Unavailable(String chain) {

        String line(@Nullable Instant availableAgainAt) {
            return "No provider available: chain=" + chain
                    + (availableAgainAt == null ? "" : " availableAgainAt=" + availableAgainAt);
        }
    }

    private record Rejected(String provider, int status) {

        String line() {
            return "Credential rejected: provider=" + provider + " status=" + status;
        }
    }

    private final RepeatedLines lines;

    /** Creates the listener on the system's time. */
    public LoggingListener() {
        this(TimeSource.system());
    }

    /**
     * Creates the listener.
     *
     * @param time by which lines that repeat themselves are counted
     */
    public LoggingListener(TimeSource time) {
        this.lines = new RepeatedLines(time);
    }

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
        FailureKind reason = event.reason();
        if (reason != null) {
            if (logger.isInfoEnabled()) {
                Failover failover = new Failover(event.chain(), event.from(), event.to(), reason);
                boolean said = lines.say(failover, repeated -> logger.info(failover.line() + suffix(repeated)));
                if (!said && logger.isDebugEnabled()) {
                    logger.debug(failover.line());
                }
            }
        } else if (logger.isDebugEnabled()) {
            logger.debug("Failover: chain=" + event.chain() + " from=" + event.from() + " to=" + event.to()
                    + " reason=UNAVAILABLE");
        }
    }

    @Override
    public void onAllProvidersUnavailable(AllProvidersUnavailableEvent event) {
        Unavailable unavailable = new Unavailable(event.chain());
        Instant again = event.availableAgainAt();
        boolean said = lines.say(
                unavailable,
                repeated -> logger.warn(unavailable.line(repeated == 0 ? again : null) + suffix(repeated)));
        if (!said && logger.isDebugEnabled()) {
            logger.debug(unavailable.line(again));
        }
    }

    @Override
    public void onCredentialRejected(CredentialRejectedEvent event) {
        Rejected rejected = new Rejected(event.provider(), event.status());
        boolean said = lines.say(
                rejected,
                repeated -> logger.error(rejected.line() + suffix(repeated)
                        + " - the provider rests; check its API key, its account and its permissions"));
        if (!said && logger.isDebugEnabled()) {
            logger.debug(rejected.line());
        }
    }

    /** Tells what has been counted: the application closes. */
    @Override
    public void close() {
        lines.flush();
    }

    private static String suffix(long repeated) {
        return repeated == 0 ? "" : " repeated=" + repeated + " seconds=" + RepeatedLines.WINDOW.toSeconds();
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
