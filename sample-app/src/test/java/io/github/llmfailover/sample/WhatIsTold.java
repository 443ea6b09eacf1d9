package io.github.llmfailover.sample;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.event.EventListener;

/**
 * All that tracers and listeners of the application get to see of the layer: its observations with their key values and
 * errors, as a tracer would send them, and its application events.
 */
final class WhatIsTold implements ObservationHandler<Observation.Context> {

    private final List<String> spans = new CopyOnWriteArrayList<>();

    private final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context.getClass().getName().startsWith("io.github.llmfailover.");
    }

    @Override
    public void onEvent(Observation.Event event, Observation.Context context) {
        spans.add(event.getName() + " " + event.getContextualName());
    }

    @Override
    public void onStop(Observation.Context context) {
        StringBuilder span = new StringBuilder(context.getName() + " " + context.getContextualName());
        for (KeyValue keyValue : context.getAllKeyValues()) {
            span.append(' ').append(keyValue.getKey()).append('=').append(keyValue.getValue());
        }
        spans.add(span.toString());
        Throwable error = context.getError();
        if (error != null) {
            StringWriter stack = new StringWriter();
            error.printStackTrace(new PrintWriter(stack));
            spans.add(stack.toString());
        }
    }

    @EventListener
    void onEvent(Object event) {
        if (event.getClass().getName().startsWith("io.github.llmfailover.")) {
            events.add(event.toString());
        }
    }

    List<String> spans() {
        return List.copyOf(spans);
    }

    List<String> events() {
        return List.copyOf(events);
    }
}
