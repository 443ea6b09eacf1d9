package io.github.llmfailover;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears of everything that happens to calls and providers. Called on the threads that serve calls, so an implementation
 * must be quick and must not block. An exception that it throws is logged and never breaks a call.
 */
public interface FailoverListener {

    /** A listener that does nothing. */
    FailoverListener NONE = new FailoverListener() {};

    /**
     * An attempt at a provider delivered its first content.
     *
     * @param provider the provider's name
     * @param sinceRequest how long that took, without what was waited for threads of the application's own
     */
    default void onFirstToken(String provider, Duration sinceRequest) {}

    /**
     * An attempt at a provider waited for threads of the application's own: in a client's queue before the request left,
     * or with an answer that nobody read. Told when the attempt ends, if it was 10 ms or more. The provider is not held
     * to account for it.
     *
     * @param provider the provider's name
     * @param duration how long the attempt waited in all
     */
    default void onProcessDelay(String provider, Duration duration) {}

    /** An attempt at a provider ended, well or badly, or was cancelled by the caller. */
    default void onAttemptEnded(AttemptReport attempt) {}

    /**
     * A background probe ended, well or badly. It is no attempt of a call: whoever counts what callers' requests cost does
     * not count it, and its tokens were spent for nobody's answer.
     */
    default void onProbeEnded(AttemptReport probe) {}

    /**
     * An answer that was served has been judged ({@link AnswerValidator}). Told after the call has ended, on a thread of the
     * failover layer.
     *
     * @param provider who gave the answer
     * @param valid whether it is as it should be
     */
    default void onAnswerChecked(String provider, boolean valid) {}

    /** A call ended: {@code failure} is {@code null} where it was served. */
    default void onCallEnded(FailoverReport report, Duration duration, @Nullable Throwable failure) {}

    /**
     * A call that no provider could serve was answered by a tier of the degradation ladder. Told before the end of the
     * call, whose report is the same.
     *
     * @param report how it was answered; its {@link FailoverReport#degradation()} is never {@code null}
     */
    default void onDegraded(FailoverReport report) {}

    /** A call goes on to another provider. */
    default void onFailover(FailoverOccurredEvent event) {}

    /** A provider changed its state. */
    default void onProviderStateChanged(ProviderStateChangedEvent event) {}

    /** A call found nobody to ask. */
    default void onAllProvidersUnavailable(AllProvidersUnavailableEvent event) {}

    /** A provider rejected our credential. */
    default void onCredentialRejected(CredentialRejectedEvent event) {}

    /** A changed configuration took effect. */
    default void onConfigurationRefreshed(ConfigurationRefreshedEvent event) {}

    /** A changed configuration was refused. */
    default void onConfigurationRefused(ConfigurationRefusedEvent event) {}

    /** An operator acted on a provider, or tried to. */
    default void onOperatorAction(OperatorActionEvent event) {}

    /**
     * A drill ended. Its requests are no attempts of a call and no probes: nothing else is told of them, and their tokens
     * were spent for nobody's answer.
     */
    default void onDrillEnded(DrillReport drill) {}
}
