package io.github.llmfailover.chat;

import static io.github.llmfailover.chat.FailoverChatModel.DEFAULT_CHAIN;

import io.github.llmfailover.ChainRouter;
import io.github.llmfailover.UnknownTargetException;
import io.github.llmfailover.execution.BlockingDriver;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.StreamedCallDriver;
import io.github.llmfailover.execution.StreamingDriver;
import io.github.llmfailover.plan.CallPlanner;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.trace.CallTracer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * What one configuration makes of the {@link FailoverChatModel}. Immutable: a call that began with one ends with it, also
 * where the configuration changes meanwhile.
 */
public final class ChatSetup {

    private final Map<String, Chain> chains;

    final Chain defaultChain;

    final CallPlanner planner;

    final BlockingDriver calls;

    final StreamedCallDriver streamedCalls;

    final StreamingDriver streams;

    final RequestNeeds needs;

    final ChainRouter router;

    final CallTracer tracer;

    /**
     * Creates a setup.
     *
     * @param chains the chains; one of them is named {@value FailoverChatModel#DEFAULT_CHAIN}
     * @param planner makes the plan of each call
     * @param engine what the drivers work with
     * @param reading how requests are read
     */
    public ChatSetup(Collection<Chain> chains, CallPlanner planner, Engine engine, RequestReading reading) {
        Map<String, Chain> byName = new LinkedHashMap<>();
        chains.forEach(chain -> byName.put(chain.name(), chain));
        Chain named = byName.get(DEFAULT_CHAIN);
        if (named == null) {
            throw new IllegalArgumentException(
                    "There must be a chain named '" + DEFAULT_CHAIN + "', but there are only " + byName.keySet());
        }
        this.chains = byName;
        this.defaultChain = named;
        this.planner = planner;
        this.calls = new BlockingDriver(engine);
        this.streamedCalls = new StreamedCallDriver(engine);
        this.streams = new StreamingDriver(engine);
        this.needs = new RequestNeeds(new TokenCounter(reading.tokenizer(), reading.countsAlways()));
        this.router = reading.router();
        this.tracer = engine.tracer();
    }

    /** Returns what a stream is part of, as its subscriber's context says; {@code null} where it does not. */
    @Nullable
    Object partOf(ContextView context) {
        Object key = tracer.contextKey();
        return key == null ? null : context.getOrDefault(key, null);
    }

    Chain chain(String name) {
        Chain chain = chains.get(name);
        if (chain == null) {
            throw new UnknownTargetException(
                    "There is no chain named '" + name + "'; the chains are " + chains.keySet());
        }
        return chain;
    }
}
