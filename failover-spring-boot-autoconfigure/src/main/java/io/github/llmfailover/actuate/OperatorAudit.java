package io.github.llmfailover.actuate;

import io.github.llmfailover.DrillReport;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.OperatorActionEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.audit.AuditEvent;

/** Hands what operators do on to Boot's audit. */
public final class OperatorAudit implements FailoverListener {

    /** The type of an action that was done. */
    public static final String ACTION = "LLM_FAILOVER_ACTION";

    /** The type of an action, or a drill, that was refused. */
    public static final String REFUSED = "LLM_FAILOVER_ACTION_REFUSED";

    /** The type of a drill that ended. */
    public static final String DRILL = "LLM_FAILOVER_DRILL";

    private static final String NOBODY = "anonymous";

    private final Consumer<AuditEvent> audit;

    /**
     * Creates the listener.
     *
     * @param audit where events go
     */
    public OperatorAudit(Consumer<AuditEvent> audit) {
        this.audit = audit;
    }

    @Override
    public void onOperatorAction(OperatorActionEvent event) {
        Map<String, Object> data = new LinkedHashMap<>();
        OperatorAction action = event.action();
        put(data, "provider", event.provider());
        put(data, "action", action == null ? null : action.word());
        put(data, "refusal", event.refusal());
        put(data, "from", event.from());
        put(data, "to", event.to());
        put(data, "until", event.until());
        data.put("evenIfLast", event.evenIfLast());
        audit.accept(new AuditEvent(event.at(), actor(event.by()), event.applied() ? ACTION : REFUSED, data));
    }

    @Override
    public void onDrillEnded(DrillReport drill) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("passed", drill.passed());
        drill.results().forEach(result -> data.put(result.provider(), result.outcome()));
        audit.accept(new AuditEvent(drill.at(), actor(drill.by()), DRILL, data));
    }

    private static void put(Map<String, Object> data, String key, @Nullable Object value) {
        if (value != null) {
            data.put(key, value.toString());
        }
    }

    private static String actor(@Nullable String by) {
        return by == null ? NOBODY : by;
    }
}
