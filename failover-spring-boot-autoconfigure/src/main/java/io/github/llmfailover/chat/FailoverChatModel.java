package io.github.llmfailover.chat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.ChainRouter;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverDeadline;
import io.github.llmfailover.UnknownTargetException;
import io.github.llmfailover.execution.BlockingDriver;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.StreamedCallDriver;
import io.github.llmfailover.execution.StreamingDriver;
import io.github.llmfailover.plan.CallPlan;
import io.github.llmfailover.plan.CallPlanner;
import io.github.llmfailover.plan.CallTerms;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.trace.CallTracer;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;
import reactor.util.context.ContextView;

/**
 * A chat model that asks the providers of a chain in order of preference, remembers who is down, and answers while any of
 * them can. Takes {@link FailoverChatOptions}, the portable options, and those of any provider's own model.
 *
 * <p>Besides what its methods say, a call may throw {@link UnknownTargetException}, where the request names a chain or
 * a provider that does not exist.
 */
public final class FailoverChatModel implements ChatModel {

    /** The name of the chain that serves where a request names none. */
    public static final String DEFAULT_CHAIN = "default";

    private final Map<String, Chain> chains;

    private final Chain defaultChain;

    private final CallPlanner planner;

    private final BlockingDriver calls;

    private final StreamedCallDriver streamedCalls;

    private final StreamingDriver streams;

    private final RequestNeeds needs;

    private final ChainRouter router;

    private final CallTracer tracer;

    /**
     * Creates a model.
     *
     * @param chains the chains; one of them is named {@value #DEFAULT_CHAIN}
     * @param planner makes the plan of each call
     * @param engine what the drivers work with
     */
    public FailoverChatModel(Collection<Chain> chains, CallPlanner planner, Engine engine) {
        this(chains, planner, engine, RequestReading.DEFAULT);
    }

    /**
     * Creates a model that reads requests in a way of its own.
     *
     * @param chains the chains; one of them is named {@value #DEFAULT_CHAIN}
     * @param planner makes the plan of each call
     * @param engine what the drivers work with
     * @param reading how requests are read
     */
    public FailoverChatModel(Collection<Chain> chains, CallPlanner planner, Engine engine, RequestReading reading) {
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

    /**
     * Answers a prompt.
     *
     * @param prompt the prompt; its options may be of any type
     * @return the answer of the provider that served; {@link io.github.llmfailover.FailoverReport#of} tells how
     * @throws io.github.llmfailover.FailoverException where no provider served
     * @throws java.util.concurrent.CancellationException where the calling thread was interrupted
     */
    @Override
    public ChatResponse call(Prompt prompt) {
        FailoverChatOptions options = FailoverChatOptions.of(prompt.getOptions());
        CallPlan plan = begin(prompt, options, CallMode.CALL, FailoverDeadline.current(), null);
        return plan.isStreamed() ? streamedCalls.call(plan, prompt) : calls.call(plan, prompt);
    }

    /**
     * Streams the answer to a prompt. Each subscriber gets a call of its own.
     *
     * @param prompt the prompt; its options may be of any type
     * @return the answer's parts; the last one carries the {@link io.github.llmfailover.FailoverReport}. Ends in a
     *     {@link io.github.llmfailover.FailoverException} where no provider served it whole.
     */
    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        FailoverChatOptions options = FailoverChatOptions.of(prompt.getOptions());
        // Fails here rather than in the stream where the request names a chain that does not exist, as for a call.
        if (options.getChain() != null) {
            chain(options.getChain());
        }
        return streams.stream(
                context -> begin(prompt, options, CallMode.STREAM, FailoverDeadline.of(context), partOf(context)),
                prompt);
    }

    /**
     * Returns options with nothing set. They name no model: which one serves depends on the provider. {@code ChatClient}
     * builds its requests on them, so their type is what lets tools and output schemas through.
     */
    @Override
    public ChatOptions getOptions() {
        return FailoverChatOptions.of(null);
    }

    /** Returns what a stream is part of, as its subscriber's context says; {@code null} where it does not. */
    private @Nullable Object partOf(ContextView context) {
        Object key = tracer.contextKey();
        return key == null ? null : context.getOrDefault(key, null);
    }

    private CallPlan begin(
            Prompt prompt,
            FailoverChatOptions options,
            CallMode mode,
            @Nullable Instant until,
            @Nullable Object parent) {
        Chain chain = chain(prompt, options);
        return planner.begin(
                chain, needs.of(prompt, options, chain, mode), mode, terms(prompt, options, until), tracer, parent);
    }

    private CallTerms terms(Prompt prompt, FailoverChatOptions options, @Nullable Instant until) {
        boolean hedgeable = !planner.settings().hedging().enabled() || !isInToolRound(prompt);
        return hedgeable
                        && until == null
                        && options.getDeadline() == null
                        && options.getOnInterruption() == null
                        && options.getTimeouts() == null
                ? CallTerms.AS_CONFIGURED
                : new CallTerms(
                        options.getDeadline(), until, options.getOnInterruption(), options.getTimeouts(), hedgeable);
    }

    /** The results of tools belong to the provider that asked for them; no second one is given them beside it. */
    private static boolean isInToolRound(Prompt prompt) {
        List<Message> conversation = prompt.getInstructions();
        return !conversation.isEmpty() && conversation.get(conversation.size() - 1) instanceof ToolResponseMessage;
    }

    private Chain chain(Prompt prompt, FailoverChatOptions options) {
        String name = options.getChain();
        if (name == null && options.getPin() == null) {
            name = router.chainFor(prompt);
        }
        return name == null ? defaultChain : chain(name);
    }

    private Chain chain(String name) {
        Chain chain = chains.get(name);
        if (chain == null) {
            throw new UnknownTargetException(
                    "There is no chain named '" + name + "'; the chains are " + chains.keySet());
        }
        return chain;
    }
}
