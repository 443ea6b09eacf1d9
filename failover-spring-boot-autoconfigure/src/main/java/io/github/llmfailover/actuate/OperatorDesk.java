package io.github.llmfailover.actuate;

import io.github.llmfailover.DrillReport;
import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.OperatorActionEvent;
import io.github.llmfailover.health.OperatorActions;
import io.github.llmfailover.health.ProviderHealths;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what operators write, has it done, and answers them. Who writes something that cannot be done is told what to
 * write instead, and the refusal is audited.
 */
public final class OperatorDesk {

    /** The name below which drills are made, which no provider may have. */
    public static final String DRILL = "drill";

    private static final String ACTIONS =
            Arrays.stream(OperatorAction.values()).map(OperatorAction::word).collect(Collectors.joining(", "));

    private final ProviderHealths healths;

    private final OperatorActions actions;

    private final Drills drills;

    /**
     * Creates a desk.
     *
     * @param healths all providers
     * @param actions what can be done about them
     * @param drills how they are drilled
     */
    public OperatorDesk(ProviderHealths healths, OperatorActions actions, Drills drills) {
        this.healths = healths;
        this.actions = actions;
        this.drills = drills;
    }

    /** Returns the last drill; {@code null} where there was none. */
    @Nullable
    DrillDescriptor lastDrill() {
        DrillReport last = drills.last();
        return last == null ? null : DrillDescriptor.of(last);
    }

    ActionAnswer drill(@Nullable String only, @Nullable String by) {
        if (only != null && healths.find(only) == null) {
            return unknownProvider(null, by);
        }
        DrillReport report = drills.run(only, by);
        if (report != null) {
            return ActionAnswer.ok(DrillDescriptor.of(report));
        }
        String why = "A drill is under way already.";
        actions.refused(only, null, why, by);
        return ActionAnswer.conflict(why, "Look at its result with GET " + DRILL + " once it has ended.");
    }

    ActionAnswer act(
            String provider,
            @Nullable String action,
            @Nullable String forSeconds,
            @Nullable String evenIfLast,
            @Nullable String by) {
        OperatorAction known =
                action == null ? null : OperatorAction.of(action.strip().toLowerCase(Locale.ROOT));
        if (healths.find(provider) == null) {
            return unknownProvider(known, by);
        }
        if (known == null) {
            return badRequest(
                    provider,
                    null,
                    action == null ? "There is no action." : "There is no such action.",
                    "Write \"action\" as one of " + ACTIONS + ".",
                    by);
        }
        Duration during = forSeconds == null ? OperatorActions.DEFAULT_TIME : seconds(forSeconds);
        if (during == null) {
            long most = OperatorActions.LONGEST_TIME.toSeconds();
            return badRequest(
                    provider,
                    known,
                    "forSeconds is not a whole number from 1 to " + most + ".",
                    "Write \"forSeconds\": 600, or leave it out for " + OperatorActions.DEFAULT_TIME.toSeconds() + ".",
                    by);
        }
        Boolean even = evenIfLast == null ? Boolean.FALSE : truth(evenIfLast);
        if (even == null) {
            return badRequest(
                    provider,
                    known,
                    "evenIfLast is neither true nor false.",
                    "Write \"evenIfLast\": true, or leave it out.",
                    by);
        }
        return answerOf(actions.act(provider, known, during, even, by), provider, known);
    }

    private static ActionAnswer answerOf(OperatorActionEvent event, String provider, OperatorAction action) {
        String refusal = event.refusal();
        if (refusal != null || event.from() == null || event.to() == null) {
            return ActionAnswer.conflict(
                    refusal == null ? "It was not done." : refusal,
                    "Bring another provider back first, or write \"evenIfLast\": true.");
        }
        return ActionAnswer.ok(new ActionAnswer.Done(
                provider, action.word(), event.from(), event.to(), Optional.ofNullable(event.until())));
    }

    private ActionAnswer unknownProvider(@Nullable OperatorAction action, @Nullable String by) {
        String why = "There is no such provider.";
        actions.refused(null, action, why, by);
        return ActionAnswer.notFound(
                why, "Name one of " + String.join(", ", healths.all().keySet()) + ".");
    }

    private ActionAnswer badRequest(
            String provider, @Nullable OperatorAction action, String error, String write, @Nullable String by) {
        actions.refused(provider, action, error, by);
        return ActionAnswer.badRequest(error, write);
    }

    private static @Nullable Duration seconds(String written) {
        try {
            Duration during = Duration.ofSeconds(Long.parseLong(written.strip()));
            boolean valid =
                    during.compareTo(Duration.ofSeconds(1)) >= 0 && during.compareTo(OperatorActions.LONGEST_TIME) <= 0;
            return valid ? during : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Boolean truth(String written) {
        return switch (written.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }
}
