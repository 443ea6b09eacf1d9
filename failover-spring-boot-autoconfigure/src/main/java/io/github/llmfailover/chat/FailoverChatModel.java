package io.github.llmfailover.chat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverDeadline;
import io.github.llmfailover.UnknownTargetException;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.plan.CallPlan;
import io.github.llmfailover.plan.CallPlanner;
import io.github.llmfailover.plan.CallTerms;
import io.github.llmfailover.routing.Chain;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

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

    private final Supplier<ChatSetup> setup;

    private final @Nullable DegradedAnswers degradedAnswers;

    private final @Nullable DegradableCalls degradable;

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
        this(chains, planner, engine, reading, null);
    }

    /**
     * Creates a model with a ladder below its providers.
     *
     * @param chains the chains; one of them is named {@value #DEFAULT_CHAIN}
     * @param planner makes the plan of each call
     * @param engine what the drivers work with
     * @param reading how requests are read
     * @param degradedAnswers what answers where no provider can serve; {@code null} for nothing
     */
    public FailoverChatModel(
            Collection<Chain> chains,
            CallPlanner planner,
            Engine engine,
            RequestReading reading,
            @Nullable DegradedAnswers degradedAnswers) {
        this(always(new ChatSetup(chains, planner, engine, reading)), degradedAnswers);
    }

    /**
     * Creates a model whose configuration may change. A call works with what it found at its beginning.
     *
     * @param setup what is in force; asked once for each call
     * @param degradedAnswers what answers where no provider can serve; {@code null} for nothing
     */
    public FailoverChatModel(Supplier<ChatSetup> setup, @Nullable DegradedAnswers degradedAnswers) {
        this.setup = setup;
        this.degradedAnswers = degradedAnswers;
        this.degradable = degradedAnswers == null ? null : new DegradableCalls(degradedAnswers);
    }

    private static Supplier<ChatSetup> always(ChatSetup only) {
        return () -> only;
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
        ChatSetup now = setup.get();
        CallPlan plan = begin(now, prompt, options, CallMode.CALL, FailoverDeadline.current(), null);
        try {
            return degradable == null
                    ? drive(now, plan, prompt)
                    : degradable.call(plan, prompt, () -> drive(now, plan, prompt));
        } catch (RuntimeException | Error e) {
            // However it ended, it has ended; most have told so themselves.
            plan.broken(e);
            throw e;
        }
    }

    private static ChatResponse drive(ChatSetup now, CallPlan plan, Prompt prompt) {
        return plan.isStreamed() ? now.streamedCalls.call(plan, prompt) : now.calls.call(plan, prompt);
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
            setup.get().chain(options.getChain());
        }
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ChatResponse> subscriber) {
                stream(setup.get(), prompt, options).subscribe(subscriber);
            }
        };
    }

    private Flux<ChatResponse> stream(ChatSetup now, Prompt prompt, FailoverChatOptions options) {
        DegradableCalls degraded = degradable;
        if (degraded == null) {
            return now.streams.stream(
                    context -> begin(
                            now, prompt, options, CallMode.STREAM, FailoverDeadline.of(context), now.partOf(context)),
                    prompt);
        }
        return Flux.deferContextual(context -> {
            CallPlan plan =
                    begin(now, prompt, options, CallMode.STREAM, FailoverDeadline.of(context), now.partOf(context));
            try {
                return degraded.stream(plan, prompt, now.streams.stream(same -> plan, prompt), context);
            } catch (RuntimeException | Error e) {
                plan.broken(e);
                throw e;
            }
        });
    }

    /**
     * Returns options with nothing set. They name no model: which one serves depends on the provider. {@code ChatClient}
     * builds its requests on them, so their type is what lets tools and output schemas through.
     */
    @Override
    public ChatOptions getOptions() {
        return FailoverChatOptions.of(null);
    }

    private CallPlan begin(
            ChatSetup now,
            Prompt prompt,
            FailoverChatOptions options,
            CallMode mode,
            @Nullable Instant until,
            @Nullable Object parent) {
        Chain chain = chain(now, prompt, options);
        CallTerms terms = terms(now, prompt, options, until);
        DegradedAnswers degraded = degradedAnswers;
        if (degraded != null && degraded.ladder().mayAnswer(options)) {
            terms = terms.degradable(degraded.ladder().maxWait());
        }
        return now.planner.begin(chain, now.needs.of(prompt, options, chain, mode), mode, terms, now.tracer, parent);
    }

    private static CallTerms terms(ChatSetup now, Prompt prompt, FailoverChatOptions options, @Nullable Instant until) {
        boolean hedgeable = !now.planner.settings().hedging().enabled() || !isInToolRound(prompt);
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

    private static Chain chain(ChatSetup now, Prompt prompt, FailoverChatOptions options) {
        String name = options.getChain();
        if (name == null && options.getPin() == null) {
            name = now.router.chainFor(prompt);
        }
        return name == null ? now.defaultChain : now.chain(name);
    }
}
