package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.failure.Reaction.Next;
import io.github.llmfailover.gateway.AnonymousAccess;
import io.github.llmfailover.plan.WhenUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What can be configured. What is {@code null} was not written: its default is the engine's own, so that a provider's
 * block overrides single settings of a global one, and a contradiction is only found between things that somebody wrote.
 *
 * @param enabled Whether calls fail over. False leaves no trace of the library in the application.
 * @param chain Providers in the order of preference. By default every ChatModel bean, in bean order.
 * @param chains Further named chains, which a request may choose.
 * @param strategy Who of a chain is asked first. A bean of type ProviderOrdering takes its place.
 * @param conversationAffinity For how long a conversation stays with the provider that served it last, as long as that
 *     takes requests. 0s for not at all.
 * @param difficulty Which chain serves requests that name none, by how hard they look.
 * @param deadline How long a whole call may take, over all providers; for a stream, until its first token.
 * @param maxAttempts How many attempts one call may make, over all providers.
 * @param whenUnavailable What a call does when no provider takes requests: wait for the soonest to recover (inside the
 *     deadline), try the soonest at once, or fail at once.
 * @param contentFilter What follows when a provider refuses the content of a request.
 * @param invalidRequest What follows when a provider calls a request invalid.
 * @param reactions What follows from each kind of failure, by the kind's name, where it differs from the default.
 * @param retry Retries on the same provider.
 * @param timeout Limits of one attempt.
 * @param streaming What happens to streams that break.
 * @param hedging When a second provider is asked beside one that is slow.
 * @param circuitBreaker When a provider is left alone, and for how long.
 * @param probe Whether providers that are out are asked in the background, so that no caller's request tests them.
 * @param degradation What answers when no provider can serve. Nothing unless a tier is configured.
 * @param budget Where the time comes from that a whole inbound request has.
 * @param drill How it is proved, now and then or on demand, that every provider can be relied on.
 * @param gateway The chains over HTTP, as clients of OpenAI's protocol expect them.
 * @param providers Settings of single providers, by the name used in chains, meters and the endpoint.
 */
@ConfigurationProperties(FailoverProperties.PREFIX)
record FailoverProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable List<String> chain,
        @DefaultValue Map<String, List<String>> chains,
        @DefaultValue("priority") Strategy strategy,
        @DefaultValue("5m") Duration conversationAffinity,
        @DefaultValue Difficulty difficulty,
        @DefaultValue("120s") Duration deadline,
        @DefaultValue("6") int maxAttempts,
        @DefaultValue("wait") WhenUnavailable whenUnavailable,
        @Nullable RequestFault contentFilter,
        @Nullable RequestFault invalidRequest,
        @DefaultValue Map<String, ReactionOverride> reactions,
        @DefaultValue Retry retry,
        @DefaultValue Timeout timeout,
        @DefaultValue Streaming streaming,
        @DefaultValue Hedging hedging,
        @DefaultValue CircuitBreaker circuitBreaker,
        @DefaultValue Probe probe,
        @DefaultValue Degradation degradation,
        @DefaultValue Budgeting budget,
        @DefaultValue Drill drill,
        @DefaultValue Gateway gateway,
        @DefaultValue Map<String, Provider> providers) {

    static final String PREFIX = "llm.failover";

    /** Who of a chain is asked first. */
    enum Strategy {
        /** The first of the chain that takes requests. */
        PRIORITY,
        /** Each in proportion to its weight. */
        WEIGHTED,
        /** The quicker of two that are drawn at random. */
        LATENCY,
        /** Whoever is cheapest for the estimated tokens of the request. */
        COST
    }

    /**
     * Which chain serves requests that name none, by how hard they look. Easy is what is short and early in its
     * conversation, with no tools, schema or media.
     *
     * @param easyChain The chain for easy requests. By default the chain that serves all others.
     * @param hardChain The chain for all others. By default the chain named default.
     * @param maxTokens How many tokens the messages of an easy request have at most, as estimated.
     * @param maxTurns How many messages of the user an easy request has at most.
     */
    record Difficulty(
            @Nullable String easyChain,
            @Nullable String hardChain,
            @DefaultValue("500") int maxTokens,
            @DefaultValue("3") int maxTurns) {

        /** Whether requests are told apart at all. */
        boolean isConfigured() {
            return easyChain != null || hardChain != null;
        }
    }

    /** What follows from a failure that is the request's own fault. */
    enum RequestFault {
        /** The caller gets the failure. */
        STOP,
        /** The next provider is asked. */
        FAIL_OVER
    }

    /**
     * What follows from one kind of failure, where it differs from the default of that kind.
     *
     * @param retry Whether the same provider is asked again first, inside retry.max and the retry budget.
     * @param next Whether, and to whom, the call moves on: to the next provider (next-provider), only to one whose context
     *     window is larger or unknown (larger-context-window), or to nobody (stop).
     * @param countsForBreaker Whether the circuit breaker of the provider counts the attempt as failed.
     * @param rest How long the provider is left alone afterwards. 0s for not at all.
     * @param respectRetryAfter Whether the time that a provider asks for in its answer takes the place of the rest.
     */
    @ConfigurationPropertiesSource
    record ReactionOverride(
            @Nullable Boolean retry,
            @Nullable Next next,
            @Nullable Boolean countsForBreaker,
            @Nullable Duration rest,
            @Nullable Boolean respectRetryAfter) {}

    /**
     * Retries on the same provider.
     *
     * @param max How many times the same provider is asked again in one call.
     * @param backoff Upper bound of the random wait before the first retry. It doubles with each further one.
     * @param maxWait A Retry-After up to this long is waited for rather than failed over.
     * @param budget What all retries together may amount to.
     */
    record Retry(
            @Nullable Integer max,
            @Nullable Duration backoff,
            @Nullable Duration maxWait,
            @DefaultValue Budget budget) {}

    /**
     * One budget for the retries of all calls.
     *
     * @param ratio How many retries each call earns.
     * @param minPerSecond How many retries are allowed each second, however few calls there are.
     */
    record Budget(
            @DefaultValue("0.2") double ratio,
            @DefaultValue("10") int minPerSecond) {}

    /**
     * Limits of one attempt.
     *
     * @param firstToken How long the first token of a stream may take.
     * @param stall How long a stream may stand still between two tokens.
     * @param response How long the whole answer of a blocking call may take.
     * @param pace How slowly a stream may drip.
     */
    record Timeout(
            @Nullable Duration firstToken,
            @Nullable Duration stall,
            @Nullable Duration response,
            @DefaultValue Pace pace) {

        static final Timeout NOTHING_WRITTEN = new Timeout(null, null, null, new Pace(null, null));
    }

    /**
     * The pace that a stream must keep. One that drips slower counts as stalled, however regularly it drips.
     *
     * @param chunks How many chunks there must be in each window. 0 for any pace.
     * @param window How long a window is.
     */
    record Pace(@Nullable Integer chunks, @Nullable Duration window) {}

    /**
     * What happens to streams that break after the caller has received a part.
     *
     * @param onInterruption Whether another provider carries on from the text delivered so far (resume), answers anew
     *     after a marker (restart), or the stream ends in an error with the partial text (fail).
     * @param maxResumes How many times one stream may be carried on.
     * @param continuationInstruction What a model is told that carries on without prefill. {anchor} stands for the last
     *     words delivered, which the model has to repeat.
     * @param restartText Text of the marker after which another provider answers anew, for readers who see nothing but
     *     text. By default a line between two blank ones; may be empty.
     * @param calls Whether blocking calls are served by a stream inside, so that a silent provider is noticed at the
     *     first-token limit rather than at the response limit.
     */
    record Streaming(
            @DefaultValue("resume") OnInterruption onInterruption,
            @DefaultValue("2") int maxResumes,
            @Nullable String continuationInstruction,
            @Nullable String restartText,
            @DefaultValue("false") boolean calls) {}

    /**
     * A second request, to another provider, beside one that is slow. The first to answer serves, the other is aborted.
     *
     * @param enabled Whether slow requests are hedged.
     * @param after How long the first token of a stream, or the answer of a blocking call, is awaited before a second
     *     provider is asked.
     * @param afterOwnP95 Whether the provider's own recent 95th percentile takes the place of that time, once there are
     *     measurements enough.
     * @param maxRatio How many hedges there may be for each call. They count against the retry budget as well.
     */
    record Hedging(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("3s") Duration after,
            @DefaultValue("false") boolean afterOwnP95,
            @DefaultValue("0.05") double maxRatio) {}

    /**
     * When a provider is left alone, and for how long.
     *
     * @param failureRateThreshold Percentage of failed attempts from which the breaker opens.
     * @param slidingWindowSize How many of the last attempts are looked at.
     * @param minimumNumberOfCalls How many attempts there must be before a percentage means anything.
     * @param slowCallRateThreshold Percentage of slow attempts from which the breaker opens.
     * @param slowCallDurationThreshold An attempt whose first token takes longer is slow.
     * @param openDuration How long the breaker stays open the first time.
     * @param openDurationMultiplier By how much that grows each time the breaker opens again without a recovery.
     * @param maxOpenDuration How long the breaker stays open at most.
     * @param permittedCallsInHalfOpen How many attempts test whether the provider has recovered.
     * @param rampUp Over how long after a recovery the provider gets its share of traffic back. 0s for at once.
     * @param staleAfter After how long without any outcome what is known of the provider no longer counts.
     */
    record CircuitBreaker(
            @Nullable Double failureRateThreshold,
            @Nullable Integer slidingWindowSize,
            @Nullable Integer minimumNumberOfCalls,
            @Nullable Double slowCallRateThreshold,
            @Nullable Duration slowCallDurationThreshold,
            @Nullable Duration openDuration,
            @Nullable Double openDurationMultiplier,
            @Nullable Duration maxOpenDuration,
            @Nullable Integer permittedCallsInHalfOpen,
            @Nullable Duration rampUp,
            @Nullable Duration staleAfter) {

        static final CircuitBreaker NOTHING_WRITTEN =
                new CircuitBreaker(null, null, null, null, null, null, null, null, null, null, null);
    }

    /**
     * Background requests to a provider whose breaker is open, from the end of its open time on.
     *
     * @param enabled Whether a provider that is out is tested by a synthetic prompt in the background. Requests of callers
     *     are then kept from it until it has recovered, unless nobody else can serve.
     * @param interval How long between two probes of a provider that stays out. At least 1s.
     * @param prompt What the provider is asked. Never logged.
     */
    record Probe(
            @DefaultValue("false") boolean enabled,
            @Nullable Duration interval,
            @Nullable String prompt) {

        /** Leaves out the prompt. */
        @Override
        public String toString() {
            return "Probe[enabled=" + enabled + ", interval=" + interval + "]";
        }
    }

    /**
     * What answers when no provider can serve: the tiers that are configured here, in this order, and beans of type
     * DegradedAnswerTier.
     *
     * @param minQuality How good an answer must at least be where a request does not say, from 0 for any to 1 for none but
     *     a provider's own.
     * @param timeLimit How long all tiers together may take.
     * @param grace How long they may go on after the deadline of the call.
     * @param maxWait How long a call waits for a provider to recover before the tiers are asked, where when-unavailable is
     *     wait.
     * @param scope Who shares kept answers where neither a request nor a bean of type CacheScopeResolver says so: nobody
     *     (explicit), so that nothing is kept, or everybody (shared).
     * @param cache The last good answer to the same request.
     * @param similar The answer to a similar question, from a vector store.
     * @param rules Texts for questions that can be told by their words.
     * @param text The same text for everybody.
     */
    record Degradation(
            @DefaultValue("0") double minQuality,
            @DefaultValue("2s") Duration timeLimit,
            @DefaultValue("250ms") Duration grace,
            @DefaultValue("1s") Duration maxWait,
            @DefaultValue("explicit") KeptFor scope,
            @DefaultValue AnswerCache cache,
            @DefaultValue Similar similar,
            @DefaultValue Rules rules,
            @DefaultValue FixedAnswer text) {}

    /** Who shares kept answers where nobody says so. */
    enum KeptFor {
        /** Nobody. */
        EXPLICIT,
        /** Everybody. */
        SHARED
    }

    /**
     * The last good answer to the same request.
     *
     * @param enabled Whether answers are kept and given again.
     * @param quality How good such an answer is, from 0 to below 1.
     * @param timeLimit How long the cache may take.
     * @param maxAge How old an answer may be.
     * @param maxSize How much memory the answers may take, where they are kept in this process.
     * @param cacheManager Name of the CacheManager bean whose cache keeps the answers. By default they are kept in this
     *     process.
     * @param cacheName Name of the cache in it.
     */
    record AnswerCache(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("0.9") double quality,
            @DefaultValue("200ms") Duration timeLimit,
            @DefaultValue("24h") Duration maxAge,
            @DefaultValue("32MB") DataSize maxSize,
            @Nullable String cacheManager,
            @DefaultValue("llm-failover-answers") String cacheName) {}

    /**
     * The answer to a similar question.
     *
     * @param enabled Whether questions are searched.
     * @param quality How good the answer to the very same question is, from 0 to below 1. That to a similar one is worse in
     *     proportion.
     * @param timeLimit How long the search may take, with the embedding of the question.
     * @param maxAge How old an answer may be.
     * @param threshold How similar a question must be, from 0 to 1.
     * @param vectorStore Name of the VectorStore bean. By default the only one there is.
     */
    record Similar(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("0.6") double quality,
            @DefaultValue("1s") Duration timeLimit,
            @DefaultValue("24h") Duration maxAge,
            @DefaultValue("0.9") double threshold,
            @Nullable String vectorStore) {}

    /**
     * Texts for questions that can be told by their words.
     *
     * @param quality How good they are, from 0 to below 1.
     * @param timeLimit How long all patterns together may take.
     * @param answers The rules. The first whose pattern is found in what the user said last answers.
     */
    record Rules(
            @DefaultValue("0.4") double quality,
            @DefaultValue("100ms") Duration timeLimit,
            @DefaultValue List<Rule> answers) {}

    /**
     * One rule.
     *
     * @param pattern A regular expression that has to be found in what the user said last.
     * @param text What is answered.
     */
    @ConfigurationPropertiesSource
    record Rule(@Nullable String pattern, @Nullable String text) {}

    /**
     * The same text for everybody.
     *
     * @param answer What is answered. Nothing unless written.
     * @param quality How good it is, from 0 to below 1.
     */
    record FixedAnswer(
            @Nullable String answer, @DefaultValue("0.1") double quality) {}

    /**
     * Where the time comes from that a whole inbound request has.
     *
     * @param header Name of the header of inbound requests that says, in milliseconds, how much time there is. None is read
     *     unless written.
     * @param withoutHeader How much time there is where a request has no such header. By default as much as each call may take.
     * @param max How much time a header may ask for. More counts as this.
     * @param chatClient Whether the deadline of a ChatClient request bounds all of it, with its advisors, tools and rounds,
     *     rather than each call of the model in it.
     * @param preferFasterBelow With less time left than this, the provider is asked that is usually the fastest. 0s for
     *     never.
     */
    record Budgeting(
            @Nullable String header,
            @Nullable Duration withoutHeader,
            @DefaultValue("10m") Duration max,
            @DefaultValue("false") boolean chatClient,
            @DefaultValue("0s") Duration preferFasterBelow) {}

    /**
     * A drill asks every provider with the prompt of the probes, those that are out as well, and moves nothing by it.
     *
     * @param schedule When drills come by themselves: a time such as 6h between them, or a cron expression of six fields
     *     such as "0 0 6 * * *", in the time zone of the machine. By default only when an operator asks for one.
     * @param timeout How long one drill takes at most. From 1s to 10m.
     */
    record Drill(@Nullable String schedule, @Nullable Duration timeout) {}

    /**
     * The chains over HTTP, as clients of OpenAI's protocol expect them: in a WebFlux application, POST chat/completions
     * and GET models below the base path.
     *
     * @param enabled Whether the gateway is served.
     * @param basePath The path below which it is.
     * @param apiKeys The keys that it accepts, each with what it may use. Without any, only callers on the same machine
     *     are served, or those whom the application's own Spring Security lets through.
     * @param allowAnonymous Who is served without a key: nobody (none), callers on the same machine (loopback), or
     *     everybody (all). By default none where there are keys, else loopback.
     * @param maxBodySize How long the body of a request may be.
     * @param bodyTimeout How long the head of a request may take to arrive, and its body.
     * @param maxConcurrentRequests How many requests that are no streams may be under way. More get status 429.
     * @param maxConcurrentStreams How many streams may be under way. More get status 429.
     * @param maxMessages How many messages one request may have.
     * @param keepAliveInterval After how long without content a stream gets a comment, which clients skip.
     * @param readerTimeout How long a client may leave unread what it is sent, before its connection is closed.
     * @param shutdownTimeout How long requests and streams may go on once the application closes. Should not be longer
     *     than spring.lifecycle.timeout-per-shutdown-phase.
     */
    record Gateway(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("/v1") String basePath,
            @DefaultValue List<ApiKey> apiKeys,
            @Nullable AnonymousAccess allowAnonymous,
            @DefaultValue("10MB") DataSize maxBodySize,
            @DefaultValue("30s") Duration bodyTimeout,
            @DefaultValue("1000") int maxConcurrentRequests,
            @DefaultValue("2000") int maxConcurrentStreams,
            @DefaultValue("2048") int maxMessages,
            @DefaultValue("15s") Duration keepAliveInterval,
            @DefaultValue("30s") Duration readerTimeout,
            @DefaultValue("30s") Duration shutdownTimeout) {}

    /**
     * A key that the gateway accepts. Either key or key-sha256 is written.
     *
     * @param name What it is called, for people.
     * @param key The key itself, best from the environment.
     * @param keySha256 The SHA-256 of the key, as 64 hexadecimal digits.
     * @param chains The chains that it may use; default is the one that serves where a request names none. By default all.
     * @param tags The tags that every provider must have which serves it.
     */
    @ConfigurationPropertiesSource
    record ApiKey(
            @Nullable String name,
            @Nullable String key,
            @Nullable String keySha256,
            @DefaultValue Set<String> chains,
            @DefaultValue Set<String> tags) {

        /** Leaves out the key, and its hash as well. */
        @Override
        public String toString() {
            return "ApiKey[name=" + name + ", chains=" + chains + ", tags=" + tags + "]";
        }
    }

    /**
     * Settings of one provider.
     *
     * @param bean Name of the ChatModel bean that is its client. By default the one whose name matches
     *     &lt;name&gt;ChatModel, ignoring case and dashes.
     * @param client A client of its own, instead of a bean.
     * @param model The model it serves with. By default its client's own.
     * @param acceptsModels Patterns of requested models that are passed on to it. By default the first provider of a chain
     *     passes on any, the others none.
     * @param timeout Limits of one attempt at this provider, where they differ from the global ones.
     * @param circuitBreaker Circuit breaker of this provider, where it differs from the global settings.
     * @param retry Retries on this provider, where they differ from the global settings.
     * @param maxConcurrency How many requests it is given at the same time. 0 for any number.
     * @param contextWindow Size of its context window in tokens. 0 where it is not known.
     * @param weight Its share of the requests, relative to the others of its chain, where the strategy is weighted. 0 for
     *     none as long as any other takes them.
     * @param price What it charges. Not known unless written.
     * @param capabilities What it is able to do, such as streaming, tools, vision, audio, json-schema or prefill. Where nothing
     *     is written, all but prefill is assumed.
     * @param tags What it is known to satisfy, such as a region. A request may require tags.
     * @param adapt How its requests differ from what the caller wrote.
     */
    @ConfigurationPropertiesSource
    record Provider(
            @Nullable String bean,
            @Nullable Client client,
            @Nullable String model,
            @Nullable Set<String> acceptsModels,
            @DefaultValue Timeout timeout,
            @DefaultValue CircuitBreaker circuitBreaker,
            @DefaultValue ProviderRetry retry,
            @DefaultValue("0") int maxConcurrency,
            @DefaultValue("0") int contextWindow,
            @DefaultValue("1") int weight,
            @Nullable Price price,
            @DefaultValue Set<String> capabilities,
            @DefaultValue Set<String> tags,
            @DefaultValue Adapt adapt) {

        /** A provider of which nothing is written. */
        static final Provider NOTHING_WRITTEN = new Provider(
                null,
                null,
                null,
                null,
                Timeout.NOTHING_WRITTEN,
                CircuitBreaker.NOTHING_WRITTEN,
                new ProviderRetry(null, null, null),
                0,
                0,
                1,
                null,
                Set.of(),
                Set.of(),
                new Adapt(null, null, Map.of()));
    }

    /**
     * What a provider charges, for a million tokens.
     *
     * @param input For a million tokens of the prompt.
     * @param cachedInput For a million tokens of the prompt that the provider has in its prompt cache. By default what input
     *     costs.
     * @param cacheWrite For a million tokens of the prompt that the provider puts into its prompt cache, where it reports them.
     *     By default what input costs.
     * @param output For a million tokens of the answer.
     * @param currency The currency, as its code of three letters.
     */
    @ConfigurationPropertiesSource
    record Price(
            @Nullable Double input,
            @Nullable Double cachedInput,
            @Nullable Double cacheWrite,
            @Nullable Double output,
            @DefaultValue("USD") String currency) {}

    /**
     * How the requests of one provider differ from what the caller wrote. Beans of type PromptAdapter do the rest.
     *
     * @param systemPrefix What its model is told before the system prompt of a request.
     * @param systemSuffix What its model is told after the system prompt of a request.
     * @param parameters What becomes of the parameters of a request, by name: temperature, top-p, top-k,
     *     frequency-penalty, presence-penalty and max-tokens.
     */
    @ConfigurationPropertiesSource
    record Adapt(
            @Nullable String systemPrefix,
            @Nullable String systemSuffix,
            @DefaultValue Map<String, AdaptedParameter> parameters) {}

    /**
     * What becomes of one parameter of a request.
     *
     * @param set What is sent, whatever the request asks for.
     * @param factor What the requested value is multiplied by.
     * @param atLeast What is sent where less is requested.
     * @param atMost What is sent where more is requested.
     * @param omit Whether the requested value is not passed on, so that the client's own serves.
     */
    @ConfigurationPropertiesSource
    record AdaptedParameter(
            @Nullable Double set,
            @Nullable Double factor,
            @Nullable Double atLeast,
            @Nullable Double atMost,
            @DefaultValue("false") boolean omit) {}

    /**
     * Retries on one provider.
     *
     * @param max How many times this provider is asked again in one call.
     * @param backoff Upper bound of the random wait before the first retry. It doubles with each further one.
     * @param maxWait A Retry-After up to this long is waited for rather than failed over.
     */
    record ProviderRetry(
            @Nullable Integer max,
            @Nullable Duration backoff,
            @Nullable Duration maxWait) {}

    /**
     * A client that is built for one provider.
     *
     * @param type Which API it speaks: openai, anthropic or ollama.
     * @param baseUrl Where the API is. By default the vendor's own address.
     * @param apiKey The key to authenticate with.
     * @param headers Headers that every request carries.
     */
    record Client(
            @Nullable String type,
            @Nullable String baseUrl,
            @Nullable String apiKey,
            @DefaultValue Map<String, String> headers) {

        /** Names the type only: a key, a header or the credentials in an address are nobody's business. */
        @Override
        public String toString() {
            return "Client[type=" + type + "]";
        }
    }
}
