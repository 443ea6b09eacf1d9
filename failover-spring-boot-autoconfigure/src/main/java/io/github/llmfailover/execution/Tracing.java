package io.github.llmfailover.execution;

import io.github.llmfailover.trace.Traced;
import reactor.util.context.Context;

/** Lets Reactor's contexts carry what is traced, so that a client's own observations find their parent there. */
final class Tracing {

    private Tracing() {}

    static Context into(Context context, Engine engine, Traced traced) {
        Object key = engine.tracer().contextKey();
        Object value = traced.contextValue();
        return key == null || value == null ? context : context.put(key, value);
    }
}
