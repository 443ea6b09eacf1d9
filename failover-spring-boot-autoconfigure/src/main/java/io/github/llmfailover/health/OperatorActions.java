package io.github.llmfailover.health;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.OperatorActionEvent;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What operators do about providers at run time. One action at a time, over all providers: so of two who take away the
 * last two providers of a chain at once, the second is refused.
 *
 * <p>Every action and every refusal is told to the listener. Safe for use from any thread.
 */
public final class OperatorActions {

    /** How long a provider is taken out where nobody says for how long. */
    public static final Duration DEFAULT_TIME = Duration.ofMinutes(10);

    /** How long a provider can be taken out. What is to be out for good is taken out of the configuration. */
    public static final Duration LONGEST_TIME = Duration.ofHours(24);

    private static final Log logger = LogFactory.getLog(OperatorActions.class);

    private final ProviderHealths healths;

    private final Supplier<Map<String, List<String>>> chains;

    private final TimeSource time;

    private final FailoverListener listener;

    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Creates the actions.
     *
     * @param healths all providers
     * @param chains the providers of each chain by name, as they are configured at the time
     * @param time the time source
     * @param listener is told of each action and each refusal
     */
    public OperatorActions(
            ProviderHealths healths,
            Supplier<Map<String, List<String>>> chains,
            TimeSource time,
            FailoverListener listener) {
        this.healths = healths;
        this.chains = chains;
        this.time = time;
        this.listener = listener;
    }

    /**
     * Acts on a provider, unless that would leave a chain with nobody who can serve.
     *
     * @param provider the provider's name
     * @param action what to do
     * @param during for how long, where the action takes the provider out; from a second to {@link #LONGEST_TIME}
     * @param evenIfLast whether it is to be done even where nobody else of a chain can serve
     * @param by who acts; {@code null} where nobody is authenticated
     * @return what came of it; {@link OperatorActionEvent#refusal} says why nothing was done
     * @throws IllegalArgumentException where there is no such provider, or the time is too short or too long
     */
    public OperatorActionEvent act(
            String provider, OperatorAction action, Duration during, boolean evenIfLast, @Nullable String by) {
        if (during.compareTo(Duration.ofSeconds(1)) < 0 || during.compareTo(LONGEST_TIME) > 0) {
            throw new IllegalArgumentException(
                    "A provider is taken out for at least 1s and at most " + LONGEST_TIME + ", not for " + during);
        }
        ProviderHealth health = healths.get(provider);
        OperatorActionEvent event;
        lock.lock();
        try {
            ProviderState before = health.state();
            Instant at = time.now();
            List<String> left = action.held() == null || evenIfLast ? List.of() : leftWithNobody(health);
            if (left.isEmpty()) {
                OperatorHold hold = carryOut(health, action, at, during, by);
                Instant until = hold == null ? null : hold.until();
                event = new OperatorActionEvent(
                        provider, action, null, before, health.state(), at, until, evenIfLast, by);
            } else {
                event = new OperatorActionEvent(
                        provider, action, refusal(provider, left), before, before, at, null, false, by);
            }
        } finally {
            lock.unlock();
        }
        tell(event);
        return event;
    }

    /**
     * Tells that an action was refused before it came here.
     *
     * @param provider the provider's name, if there is one of that name
     * @param action what was asked for, if there is such an action
     * @param why in a full sentence that repeats nothing of what was sent
     * @param by who
     */
    public void refused(@Nullable String provider, @Nullable OperatorAction action, String why, @Nullable String by) {
        ProviderHealth health = provider == null ? null : healths.find(provider);
        ProviderState state = health == null ? null : health.state();
        tell(new OperatorActionEvent(
                health == null ? null : provider, action, why, state, state, time.now(), null, false, by));
    }

    private static @Nullable OperatorHold carryOut(
            ProviderHealth health, OperatorAction action, Instant at, Duration during, @Nullable String by) {
        switch (action) {
            case DRAIN, DISABLE, FORCE_OPEN -> {
                OperatorHold hold = new OperatorHold(action, at, at.plus(during), by);
                health.hold(hold);
                return hold;
            }
            case ENABLE -> health.enable();
            case RESET -> health.reset();
        }
        return null;
    }

    /**
     * Returns the chains in which nobody else can serve. Whoever is out because an operator wants it so is taken away
     * already; one that is out for a reason of its own still comes back, and so counts as the last.
     */
    private List<String> leftWithNobody(ProviderHealth health) {
        List<String> left = new ArrayList<>();
        if (health.operatorHold() != null) {
            return left;
        }
        chains.get().forEach((chain, providers) -> {
            if (providers.contains(health.name())
                    && providers.stream()
                            .filter(other -> !other.equals(health.name()))
                            .map(healths::find)
                            .noneMatch(other -> other != null && other.canServe())) {
                left.add(chain);
            }
        });
        return left;
    }

    private static String refusal(String provider, List<String> chains) {
        return "Without '" + provider + "' nobody could serve in "
                + (chains.size() == 1 ? "chain " : "chains ")
                + chains.stream().map(chain -> "'" + chain + "'").collect(Collectors.joining(", ")) + ".";
    }

    private void tell(OperatorActionEvent event) {
        try {
            listener.onOperatorAction(event);
        } catch (RuntimeException e) {
            logger.error("A listener failed when told of an operator's action", e);
        }
    }
}
