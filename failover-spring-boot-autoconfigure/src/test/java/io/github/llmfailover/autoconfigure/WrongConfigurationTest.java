package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What a user reads for each thing that can be wrong. */
class WrongConfigurationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            deadline=0s                                 | llm.failover.deadline is 0s, but must be longer than nothing. | Write a time such as llm.failover.deadline: 120s.
            deadline=-5s                                | llm.failover.deadline is -5s, but must be longer than nothing. | Write a time such as llm.failover.deadline: 120s.
            max-attempts=0                              | llm.failover.max-attempts is 0, but must be at least 1. | Write llm.failover.max-attempts: 1, or more.
            probe.interval=999ms                        | llm.failover.probe.interval is 999ms, but must be at least 1s. | Write a time such as llm.failover.probe.interval: 30s.
            probe.prompt=                               | llm.failover.probe.prompt is empty. | Write a short prompt such as llm.failover.probe.prompt: ping, or leave it out.
            drill.schedule=soon                         | llm.failover.drill.schedule is 'soon', which is neither a time nor a cron expression. | Write a time of at least 1m such as llm.failover.drill.schedule: 6h, a cron expression of six fields such as '0 0 6 * * *', or leave it out.
            drill.schedule=10s                          | llm.failover.drill.schedule is '10s', which is not from 1m to 365d. | Write a time of at least 1m such as llm.failover.drill.schedule: 6h
            drill.schedule=* * * * * *                  | llm.failover.drill.schedule is '* * * * * *', which comes more often than once a minute. | Write a time of at least 1m such as llm.failover.drill.schedule: 6h
            drill.timeout=500ms                         | llm.failover.drill.timeout is 500ms, but must be from 1s to 10m. | Write a time such as llm.failover.drill.timeout: 30s.
            drill.timeout=11m                           | llm.failover.drill.timeout is 660s, but must be from 1s to 10m. | Write a time such as llm.failover.drill.timeout: 30s.
            providers.drill.bean=openAiChatModel        | A provider is named 'drill', which is where the endpoint makes drills. | Give it another name in the chains and below llm.failover.providers, such as llm.failover.providers.drill-model.
            retry.max=-1                                | llm.failover.retry.max is -1, but must be at least 0. | Write llm.failover.retry.max: 0, or more.
            retry.backoff=-1ms                          | llm.failover.retry.backoff is -1ms, but a time must not be negative. | Write llm.failover.retry.backoff: 0s, or a time such as 200ms.
            retry.max-wait=-1s                          | llm.failover.retry.max-wait is -1s, but a time must not be negative. | Write llm.failover.retry.max-wait: 0s, or a time such as 5s.
            retry.budget.ratio=1.5                      | llm.failover.retry.budget.ratio is 1.5, but a share must be between 0 and 1. | Write a share such as llm.failover.retry.budget.ratio: 0.2, which is one for every five calls.
            retry.budget.ratio=NaN                      | llm.failover.retry.budget.ratio is NaN, but a share must be between 0 and 1. | Write a share such as llm.failover.retry.budget.ratio: 0.2, which is one for every five calls.
            retry.budget.min-per-second=-1              | llm.failover.retry.budget.min-per-second is -1, but must be at least 0. | Write llm.failover.retry.budget.min-per-second: 0, or more.
            timeout.first-token=0s                      | llm.failover.timeout.first-token is 0s, but must be longer than nothing. | Write a time such as llm.failover.timeout.first-token: 20s.
            timeout.stall=0s                            | llm.failover.timeout.stall is 0s, but must be longer than nothing. | Write a time such as llm.failover.timeout.stall: 20s.
            timeout.response=-1s                        | llm.failover.timeout.response is -1s, but must be longer than nothing. | Write a time such as llm.failover.timeout.response: 90s.
            circuit-breaker.failure-rate-threshold=900  | llm.failover.circuit-breaker.failure-rate-threshold is 900, but a percentage must be above 0 and at most 100. | Write a percentage such as llm.failover.circuit-breaker.failure-rate-threshold: 50.
            circuit-breaker.slow-call-rate-threshold=0  | llm.failover.circuit-breaker.slow-call-rate-threshold is 0, but a percentage must be above 0 and at most 100. | Write a percentage such as llm.failover.circuit-breaker.slow-call-rate-threshold: 50.
            circuit-breaker.sliding-window-size=0       | llm.failover.circuit-breaker.sliding-window-size is 0, but must be at least 1. | Write llm.failover.circuit-breaker.sliding-window-size: 1, or more.
            circuit-breaker.minimum-number-of-calls=0   | llm.failover.circuit-breaker.minimum-number-of-calls is 0, but must be at least 1. | Write llm.failover.circuit-breaker.minimum-number-of-calls: 1, or more.
            circuit-breaker.open-duration=0s            | llm.failover.circuit-breaker.open-duration is 0s, but must be longer than nothing. | Write a time such as llm.failover.circuit-breaker.open-duration: 10s.
            circuit-breaker.open-duration=500ns         | llm.failover.circuit-breaker.open-duration is PT0.0000005S, but must be at least 1ms and at most 365d. | Write a time such as llm.failover.circuit-breaker.open-duration: 10s.
            circuit-breaker.max-open-duration=-1s       | llm.failover.circuit-breaker.max-open-duration is -1s, but must be longer than nothing. | Write a time such as llm.failover.circuit-breaker.max-open-duration: 60s.
            circuit-breaker.open-duration-multiplier=0.5 | llm.failover.circuit-breaker.open-duration-multiplier is 0.5, but must be between 1 and 100. | Write llm.failover.circuit-breaker.open-duration-multiplier: 2 to double the time each time, or 1 to keep it as it is.
            circuit-breaker.ramp-up=-1s                 | llm.failover.circuit-breaker.ramp-up is -1s, but a time must not be negative. | Write llm.failover.circuit-breaker.ramp-up: 0s, or a time such as 30s.
            circuit-breaker.ramp-up=400d                | llm.failover.circuit-breaker.ramp-up is PT9600H, but must be at most 365d. | Write a time such as llm.failover.circuit-breaker.ramp-up: 30s.
            circuit-breaker.stale-after=0s              | llm.failover.circuit-breaker.stale-after is 0s, but must be longer than nothing. | Write a time such as llm.failover.circuit-breaker.stale-after: 10m.
            circuit-breaker.permitted-calls-in-half-open=0 | llm.failover.circuit-breaker.permitted-calls-in-half-open is 0, but must be at least 1. | Write llm.failover.circuit-breaker.permitted-calls-in-half-open: 1, or more.
            providers.openai.timeout.stall=0s           | llm.failover.providers.openai.timeout.stall is 0s, but must be longer than nothing. | Write a time such as llm.failover.providers.openai.timeout.stall: 20s.
            providers.openai.max-concurrency=-1         | llm.failover.providers.openai.max-concurrency is -1, but must be at least 0. | Write llm.failover.providers.openai.max-concurrency: 0, or more.
            providers.openai.adapt.system-prefix=       | llm.failover.providers.openai.adapt.system-prefix is empty. | Write what the model is to be told, or leave llm.failover.providers.openai.adapt.system-prefix out.
            providers.openai.adapt.parameters.temprature.set=1 | llm.failover.providers.openai.adapt.parameters.temprature adapts a parameter that there is not. | Did you mean llm.failover.providers.openai.adapt.parameters.temperature?
            providers.openai.adapt.parameters.seed.set=1 | llm.failover.providers.openai.adapt.parameters.seed adapts a parameter that there is not. | Write one of temperature, top-p, top-k, frequency-penalty, presence-penalty, max-tokens. What else one provider's model needs, a bean of type PromptAdapter can set.
            providers.openai.adapt.parameters.top-p.factor=-1 | llm.failover.providers.openai.adapt.parameters.top-p.factor is -1.0, but must not be negative. | Write a factor such as llm.failover.providers.openai.adapt.parameters.top-p.factor: 0.5.
            difficulty.easy-chain=cheap                 | llm.failover.difficulty.easy-chain names a chain that there is not: 'cheap'. | Write llm.failover.chains.cheap: [...] with its providers, or name one of the configured chains.
            difficulty.max-tokens=0                     | llm.failover.difficulty.max-tokens is 0, but must be at least 1. | Write llm.failover.difficulty.max-tokens: 1, or more.
            providers.openai.context-window=-1          | llm.failover.providers.openai.context-window is -1, but must be at least 0. | Write llm.failover.providers.openai.context-window: 0, or more.
            "providers.openai.model= "                  | llm.failover.providers.openai.model is empty. | Write the name of a model, or leave llm.failover.providers.openai.model out for the client's own default.
            chain=                                      | llm.failover.chain is a chain of nothing. | Name at least one provider, such as llm.failover.chain: [openai, anthropic], or leave it out for every ChatModel bean.
            chains.cheap=                               | llm.failover.chains.cheap is a chain of nothing. | Name at least one provider, such as llm.failover.chains.cheap: [openai, anthropic].
            "chain=openai,mistral-ai,openai"            | llm.failover.chain names the provider 'openai' twice. | Name each provider once, at the place where it is to be asked.
            "chain=openai,,mistral-ai"                  | llm.failover.chain names a provider without a name. | Write the names of providers, separated by commas.
            providers.openai.price.input=2              | llm.failover.providers.openai.price.output is missing, and a price needs input and output. | Write llm.failover.providers.openai.price.output: 2.5
            strategy=cost                               | llm.failover.strategy is cost, but no provider has a price. | Write llm.failover.providers.<name>.price.input and .output, for a million tokens, or another strategy.
            strategy=cheapest                           | llm.failover.strategy is 'cheapest', which cannot be read as one of priority, weighted, latency, cost | Write one of priority, weighted, latency, cost.
            deadlin=5s                                  | There is no property llm.failover.deadlin. | Did you mean llm.failover.deadline?
            timeout.fist-token=5s                       | There is no property llm.failover.timeout.fist-token. | Did you mean llm.failover.timeout.first-token?
            providers.openai.modell=x                   | There is no property llm.failover.providers.openai.modell. | Did you mean llm.failover.providers.openai.model?
            timeout.pace.chunks=-1                      | llm.failover.timeout.pace.chunks is -1, but must be at least 0. | Write llm.failover.timeout.pace.chunks: 0, or more.
            hedging.after=0s                            | llm.failover.hedging.after is 0s, but must be longer than nothing. | Write a time such as llm.failover.hedging.after: 3s
            hedging.max-ratio=2                         | llm.failover.hedging.max-ratio is 2 | Write a share such as llm.failover.hedging.max-ratio: 0.2
            streaming.max-resumes=-1                    | llm.failover.streaming.max-resumes is -1, but must be at least 0. | Write llm.failover.streaming.max-resumes: 0, or more.
            streaming.continuation-instruction=Go on    | llm.failover.streaming.continuation-instruction does not say where to go on. | Write {anchor} where the last words of the answer belong, which the model has to repeat.
            timeout.whatsoever=5s                       | There is no property llm.failover.timeout.whatsoever. | Remove it, or write one of llm.failover.timeout.first-token, llm.failover.timeout.stall, llm.failover.timeout.response, llm.failover.timeout.pace.
            zookeeper.enabled=true                      | There is no property llm.failover.zookeeper.enabled. | Remove it, or write one of llm.failover.enabled, llm.failover.chain,
            reactions.rate-limit.rest=5s                | llm.failover.reactions.rate-limit is a reaction to a kind of failure that there is not. | Did you mean llm.failover.reactions.rate-limited?
            reactions.whatsoever.rest=5s                | llm.failover.reactions.whatsoever is a reaction to a kind of failure that there is not. | Write one of rate-limited, quota-exhausted, authentication,
            reactions.cancelled.next=next-provider      | llm.failover.reactions.cancelled cannot be changed: what the caller did is not held against any provider | Remove it.
            reactions.caller-deadline.retry=true        | llm.failover.reactions.caller-deadline cannot be changed: | Remove it.
            reactions.overloaded.rest=-1s               | llm.failover.reactions.overloaded.rest is -1s, but a time must not be negative. | Write llm.failover.reactions.overloaded.rest: 0s, or a time such as 30s.
            reactions.overloaded.rest=366d              | llm.failover.reactions.overloaded.rest is longer than a year. | Write a time such as llm.failover.reactions.overloaded.rest: 10m
            reactions.overloaded.rest=long              | llm.failover.reactions.overloaded.rest is 'long', which cannot be read as a time | Write a time with its unit
            reactions.overloaded.next=nobody            | llm.failover.reactions.overloaded.next is 'nobody', which cannot be read as one of next-provider, larger-context-window, stop | Write one of next-provider, larger-context-window, stop.
            reactions.overloaded.retry=perhaps          | llm.failover.reactions.overloaded.retry is 'perhaps', which cannot be read as true or false | Write true or false.
            reactions.overloaded.honour-retry-after=true | There is no property llm.failover.reactions.overloaded.honour-retry-after. | Did you mean llm.failover.reactions.overloaded.respect-retry-after?
            reactions.overloaded=stop                   | llm.failover.reactions.overloaded has a value that cannot be read as a block of properties | Write properties below it: llm.failover.reactions.overloaded.retry,
            reactions.rate-limited.retry=true           | llm.failover.reactions.rate-limited.retry has no effect: a rate limit is waited for | Write llm.failover.retry.max-wait: 5s for how long to wait
            reactions.stalled.next=stop                 | llm.failover.reactions.stalled.next has no effect: a stream that stalls has begun already. | Write llm.failover.streaming.on-interruption: resume, restart or fail.
            circuit-breaker.consecutive-failures=3      | There is no property llm.failover.circuit-breaker.consecutive-failures. | Remove it, or write one of llm.failover.circuit-breaker.failure-rate-threshold
            deadline=soon                               | llm.failover.deadline is 'soon', which cannot be read as a time | Write a time with its unit, such as 500ms, 20s or 2m.
            degradation.min-quality=2                   | llm.failover.degradation.min-quality is 2.0, but must be from 0 to 1. | Write a number such as llm.failover.degradation.min-quality: 0.5, or 0 for any answer.
            degradation.cache.quality=1                 | llm.failover.degradation.cache.quality is 1.0, but must be from 0 to below 1, which is what a provider's answer is worth. | Write a number such as llm.failover.degradation.cache.quality: 0.5.
            degradation.cache.max-size=0B               | llm.failover.degradation.cache.max-size is 0B, but must be more than nothing. | Write a size such as llm.failover.degradation.cache.max-size: 32MB.
            degradation.cache.time-limit=0s             | llm.failover.degradation.cache.time-limit is 0s, but must be longer than nothing. | Write a time such as llm.failover.degradation.cache.time-limit: 200ms.
            degradation.similar.threshold=80            | llm.failover.degradation.similar.threshold is 80.0, but must be from 0 to 1. | Write a number such as llm.failover.degradation.similar.threshold: 0.9.
            degradation.text.answer=                    | llm.failover.degradation.text.answer is empty. | Write what to say when nobody can answer, or leave it out.
            degradation.rules.answers[0].pattern=hours  | llm.failover.degradation.rules.answers[0].text is missing. | Write what is answered where the pattern is found.
            degradation.scope=everybody                 | llm.failover.degradation.scope is 'everybody', which cannot be read as one of explicit, shared | Write one of explicit, shared.
            degradation.grace=-1s                       | llm.failover.degradation.grace is -1s, but a time must not be negative. | Write llm.failover.degradation.grace: 0s, or a time such as 250ms.
            degradation.cache.cache-manger=x            | There is no property llm.failover.degradation.cache.cache-manger. | Did you mean llm.failover.degradation.cache.cache-manager?
            budget.header=x budget                      | llm.failover.budget.header is 'x budget', which is no name of a header. | Write a name of letters, digits and dashes such as llm.failover.budget.header: x-request-budget-ms.
            budget.without-header=20m                   | llm.failover.budget.without-header is 1200s, but llm.failover.budget.max allows only 600s. | Write a time of at most 600s, or a longer max.
            budget.max=0s                               | llm.failover.budget.max is 0s, but must be longer than nothing. | Write a time such as llm.failover.budget.max: 10m.
            max-attempts=many                           | llm.failover.max-attempts is 'many', which cannot be read as a whole number | Write a whole number.
            content-filter=maybe                        | llm.failover.content-filter is 'maybe', which cannot be read as one of stop, fail-over | Write one of stop, fail-over.
            when-unavailable=later                      | llm.failover.when-unavailable is 'later', which cannot be read as one of wait, try-soonest, fail | Write one of wait, try-soonest, fail.
            timeout=20s                                 | llm.failover.timeout has a value that cannot be read as a block of properties | Write properties below it: llm.failover.timeout.first-token, llm.failover.timeout.stall, llm.failover.timeout.response, llm.failover.timeout.pace.
            """)
    void value_wrong_isAnalysed(String property, String description, String action) {
        assertAnalysis(Runners.twoModels(), "llm.failover." + property, description, action);
    }

    @Test
    void rule_withoutTextAndWithAWrongPattern_saysBoth() {
        FailureAnalysis analysis =
                analyse(Runners.twoModels(), "llm.failover.degradation.rules.answers[0].pattern=(hours");
        assertThat(analysis.getDescription())
                .contains("llm.failover.degradation.rules.answers[0].text is missing.")
                .contains("answers[0].pattern is no regular expression: Unclosed group near index 6.");
        assertThat(analysis.getAction()).contains("java.util.regex.Pattern");
    }

    @Test
    void price_negativeOrInNoCurrency_saysWhatToWrite() {
        FailureAnalysis analysis = analyse(
                Runners.twoModels(),
                "llm.failover.providers.openai.price.input=2",
                "llm.failover.providers.openai.price.cached-input=-1",
                "llm.failover.providers.openai.price.output=8",
                "llm.failover.providers.openai.price.currency=dollars");
        assertThat(analysis.getDescription())
                .contains("llm.failover.providers.openai.price.cached-input is -1.0, but a price must not be negative.")
                .contains("llm.failover.providers.openai.price.currency is 'dollars'.");
        assertThat(analysis.getAction())
                .contains("Write llm.failover.providers.openai.price.cached-input: 2.5")
                .contains("Write the code of a currency, in three capital letters, such as USD.");
    }

    @Test
    void prices_ofTwoCurrencies_cannotBeComparedByTheStrategy() {
        FailureAnalysis analysis = analyse(
                Runners.twoModels(),
                "llm.failover.strategy=cost",
                "llm.failover.providers.openai.price.input=2",
                "llm.failover.providers.openai.price.output=8",
                "llm.failover.providers.anthropic.price.input=3",
                "llm.failover.providers.anthropic.price.output=15",
                "llm.failover.providers.anthropic.price.currency=EUR");
        assertThat(analysis.getDescription())
                .isEqualTo(
                        "llm.failover.strategy is cost, but the prices are in EUR and USD, which cannot be compared.");
        assertThat(analysis.getAction()).isEqualTo("Write all prices in one currency.");
    }

    @Test
    void openDuration_longerThanTheLongest_isContradictory() {
        FailureAnalysis analysis = analyse(
                Runners.twoModels(),
                "llm.failover.circuit-breaker.max-open-duration=30s",
                "llm.failover.providers.openai.circuit-breaker.open-duration=2m");
        assertThat(analysis.getDescription())
                .isEqualTo("llm.failover.providers.openai.circuit-breaker.open-duration is 120s, but"
                        + " llm.failover.circuit-breaker.max-open-duration allows only 30s.");
        assertThat(analysis.getAction())
                .isEqualTo("Write a max-open-duration of at least 120s, or a shorter open-duration.");
    }

    @Test
    void openDuration_longerThanTheDefaultOfTheLongest_raisesIt() {
        Runners.twoModels()
                .withPropertyValues("llm.failover.circuit-breaker.open-duration=2m")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void minimumNumberOfCalls_aboveTheWindow_isContradictory() {
        FailureAnalysis analysis = analyse(
                Runners.twoModels(),
                "llm.failover.circuit-breaker.minimum-number-of-calls=50",
                "llm.failover.circuit-breaker.sliding-window-size=10");
        assertThat(analysis.getDescription())
                .isEqualTo("llm.failover.circuit-breaker.minimum-number-of-calls is 50, but"
                        + " llm.failover.circuit-breaker.sliding-window-size keeps only 10 attempts, so the breaker could"
                        + " never open.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            content-filter=stop      | content-filtered.next=next-provider         | content-filter is stop | content-filtered.next is next-provider.
            content-filter=fail-over | content-filtered.next=larger-context-window | content-filter is fail-over | content-filtered.next is larger-context-window.
            invalid-request=fail-over | invalid-request.next=stop                  | invalid-request is fail-over | invalid-request.next is stop.
            """)
    void shorthand_thatSaysSomethingElseThanTheReaction_isContradictory(
            String shorthand, String reaction, String first, String second) {
        FailureAnalysis analysis =
                analyse(Runners.twoModels(), "llm.failover." + shorthand, "llm.failover.reactions." + reaction);
        assertThat(analysis.getDescription())
                .isEqualTo("llm.failover." + first + ", but llm.failover.reactions." + second);
        assertThat(analysis.getAction())
                .isEqualTo("Write llm.failover.reactions.%s alone; llm.failover.%s is short for it."
                        .formatted(reaction.split("=")[0], shorthand.split("=")[0]));
    }

    @Test
    void severalThings_wrong_areReportedAtOnce() {
        FailureAnalysis analysis = analyse(
                Runners.twoModels(),
                "llm.failover.deadline=-1s",
                "llm.failover.chain=openai,opnai",
                "llm.failover.deadlin=1s");
        assertThat(analysis.getDescription())
                .contains(
                        "llm.failover.deadline is -1s",
                        "names the provider 'opnai'",
                        "no property llm.failover.deadlin");
        assertThat(analysis.getAction()).contains("Did you mean 'openai'?", "Did you mean llm.failover.deadline?");
    }

    @Test
    void chain_unknownProvider_namesThoseThatAreKnown() {
        assertAnalysis(
                Runners.twoModels(),
                "llm.failover.chain=opnai",
                "llm.failover.chain names the provider 'opnai', which is not known: it is not configured below"
                        + " llm.failover.providers, and no ChatModel bean is called 'opnaiChatModel', whatever its case.",
                "Did you mean 'openai'? Known are 'mistralai', 'openai' (ChatModel beans: 'openAiChatModel',"
                        + " 'mistralAiChatModel').");
    }

    @Test
    void provider_configuredWithoutClient_saysHowToGiveItOne() {
        FailureAnalysis analysis =
                analyse(Runners.twoModels(), "llm.failover.chain=eu", "llm.failover.providers.eu.model=gpt-5.4-mini");
        assertThat(analysis.getDescription())
                .isEqualTo(
                        "The provider 'eu' has no client: no ChatModel bean is called 'euChatModel', whatever its case.");
        assertThat(analysis.getAction())
                .isEqualTo("Write llm.failover.providers.eu.bean: one of 'openAiChatModel', 'mistralAiChatModel', or"
                        + " describe a client below llm.failover.providers.eu.client.");
    }

    @Test
    void bean_missing_namesTheBeansThereAre() {
        FailureAnalysis analysis =
                analyse(Runners.twoModels(), "llm.failover.chain=eu", "llm.failover.providers.eu.bean=openAIChatModl");
        assertThat(analysis.getDescription())
                .isEqualTo("llm.failover.providers.eu.bean is 'openAIChatModl', but there is no ChatModel bean of that"
                        + " name.");
        assertThat(analysis.getAction())
                .isEqualTo("Did you mean 'openAiChatModel'? The ChatModel beans are 'openAiChatModel',"
                        + " 'mistralAiChatModel'.");
    }

    @Test
    void bean_ofTheFailoverModel_isRefused() {
        FailureAnalysis analysis = analyse(
                Runners.twoModels(), "llm.failover.chain=eu", "llm.failover.providers.eu.bean=failoverChatModel");
        assertThat(analysis.getDescription())
                .isEqualTo(
                        "llm.failover.providers.eu.bean is 'failoverChatModel', which is the failover model itself.");
    }

    @Test
    void provider_withBeanAndClient_isRefused() {
        FailureAnalysis analysis = analyse(
                Runners.twoModels(),
                "llm.failover.providers.openai.bean=openAiChatModel",
                "llm.failover.providers.openai.client.type=openai");
        assertThat(analysis.getDescription()).isEqualTo("The provider 'openai' has both a bean and a client.");
        assertThat(analysis.getAction())
                .isEqualTo(
                        "Write llm.failover.providers.openai.bean or llm.failover.providers.openai.client, not both.");
    }

    @Test
    void defaultChain_definedTwice_isRefused() {
        FailureAnalysis analysis =
                analyse(Runners.twoModels(), "llm.failover.chain=openai", "llm.failover.chains.default=openai");
        assertThat(analysis.getDescription())
                .isEqualTo("The chain 'default' is defined twice, as llm.failover.chain and as"
                        + " llm.failover.chains.default.");
        assertThat(analysis.getAction()).isEqualTo("Write it as llm.failover.chain only.");
    }

    @Test
    void providerNames_differingInCaseOnly_areRefused() {
        FailureAnalysis analysis =
                analyse(Runners.twoModels(), "llm.failover.chain=OpenAI", "llm.failover.chains.cheap=openai");
        assertThat(analysis.getDescription())
                .isEqualTo("'OpenAI', 'openai' are the same name of a provider, spelt differently.");
    }

    @Test
    void models_none_saysWhatToAdd() {
        FailureAnalysis analysis = analyse(Runners.empty(), "spring.application.name=test");
        assertThat(analysis.getDescription())
                .isEqualTo("There is no ChatModel bean, and so nothing to fail over between.");
        assertThat(analysis.getAction()).startsWith("Add a model starter such as");
    }

    @Test
    void models_noneButClients_saysToNameThem() {
        FailureAnalysis analysis = analyse(Runners.empty(), "llm.failover.providers.eu.client.type=ollama");
        assertThat(analysis.getAction()).isEqualTo("Name them in the order of preference: llm.failover.chain: [eu].");
    }

    @Test
    void decorator_ofTheFailoverModelInAChain_isRefused() {
        FailureAnalysis analysis = analyse(
                Runners.twoModels().withUserConfiguration(FailoverAutoConfigurationTest.PlainGuard.class),
                "llm.failover.chain=guard");
        assertThat(analysis.getDescription())
                .isEqualTo(
                        "The provider 'guard' cannot serve: its bean 'guard' is built on the failover model, which would"
                                + " ask itself.");
    }

    @Test
    void beans_thatWouldHaveOneName_areRefused() {
        FailureAnalysis analysis = analyse(
                Runners.twoModels().withBean("openaiChatModel", ChatModel.class, () -> Runners.answering("x")),
                "llm.failover.max-attempts=3");
        assertThat(analysis.getDescription()).contains("would be the provider 'openai'");
    }

    @Test
    void clientLibrary_missing_namesTheStarter() {
        FailureAnalysis analysis = analyse(
                Runners.empty().withClassLoader(new FilteredClassLoader("org.springframework.ai.openai")),
                "llm.failover.chain=eu",
                "llm.failover.providers.eu.client.type=openai",
                "llm.failover.providers.eu.client.api-key=sk-canary");
        assertThat(analysis.getDescription())
                .isEqualTo(
                        "llm.failover.providers.eu.client.type is openai, but the library of that client is missing.");
        assertThat(analysis.getAction())
                .isEqualTo("Add the dependency org.springframework.ai:spring-ai-starter-model-openai.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            headers.x-team=a                                   | llm.failover.providers.eu.client has no type. | Write llm.failover.providers.eu.client.type: one of openai, anthropic, ollama.
            type=gemini                                        | llm.failover.providers.eu.client.type is 'gemini', which is not a type of client. | Write one of openai, anthropic, ollama. Any API that is compatible with OpenAI's has the type openai and a base-url.
            type=openai                                        | llm.failover.providers.eu.client has no api-key, which a client of type openai needs. | Write llm.failover.providers.eu.client.api-key, such as ${OPENAI_API_KEY}. Where the server wants no key, write any word.
            type=anthropic                                     | llm.failover.providers.eu.client has no api-key, which a client of type anthropic needs. | Write llm.failover.providers.eu.client.api-key, such as ${ANTHROPIC_API_KEY}. Where the server wants no key, write any word.
            type=ollama;base-url=canary.example.com            | llm.failover.providers.eu.client.base-url is not an address of a server. | Write a complete address such as llm.failover.providers.eu.client.base-url: https://api.example.com, or leave it out for the vendor's own.
            type=ollama;base-url=https://me:canary@example.com | llm.failover.providers.eu.client.base-url contains credentials. | Write the address without them, and the credentials as api-key or headers.
            type=ollama;base-url=https://example.com/?k=canary | llm.failover.providers.eu.client.base-url has a query or a fragment. | Write the address without it, and what identifies you as api-key or headers.
            type=ollama;headers.x-team=canaryü                 | llm.failover.providers.eu.client.headers.x-team contains a character that no header can carry, such as a line break. | Write the value without it.
            type=openai;api-key=canary${NO_SUCH}               | llm.failover.providers.eu.client.api-key uses the placeholder ${NO_SUCH}, which has no value. | Set NO_SUCH, or write the value itself.
            type=ollama;base-url=https://${NO_HOST}/canary     | llm.failover.providers.eu.client.base-url uses the placeholder ${NO_HOST}, which has no value. | Set NO_HOST, or write the value itself.
            type=openai;api-key=canary-ü                       | llm.failover.providers.eu.client.api-key contains a character that no header can carry, such as a line break. | Write the key without it.
            """)
    void client_wrong_isAnalysedWithoutShowingSecrets(String properties, String description, String action) {
        String[] all = ("llm.failover.chain=eu;llm.failover.providers.eu.client."
                        + properties.replace(";", ";llm.failover.providers.eu.client."))
                .split(";");
        FailureAnalysis analysis = analyse(Runners.empty(), all);
        assertThat(analysis.getDescription()).isEqualTo(description).doesNotContain("canary");
        assertThat(analysis.getAction()).isEqualTo(action).doesNotContain("canary");
        assertThat(analysis.getCause()).hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            providers.eu.client=canary                   | llm.failover.providers.eu.client has a value that cannot be read as a block of properties
            providers.eu.client.headers=canary           | llm.failover.providers.eu.client.headers has a value that cannot be read as
            providers.eu.client.api-keyy=canary          | There is no property llm.failover.providers.eu.client.api-keyy.
            providers.eu=canary                          | llm.failover.providers.eu has a value that cannot be read as a block of properties
            providers=canary                             | llm.failover.providers has a value that cannot be read as
            """)
    void value_thatMayBeAKey_isNeverShown(String property, String description) {
        FailureAnalysis analysis = analyse(Runners.twoModels(), "llm.failover." + property);
        assertThat(analysis.getDescription()).startsWith(description).doesNotContain("canary");
        assertThat(analysis.getAction()).doesNotContain("canary");
    }

    @Test
    void environmentVariable_ofSomebodyElse_isNotRefused() {
        Runners.twoModels()
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "systemEnvironment",
                                Map.of(
                                        "LLM_FAILOVER_SERVICE_HOST", "10.0.0.1",
                                        "LLM_FAILOVER_MAXATTEMPTS", "4",
                                        "LLM_FAILOVER_PROVIDERS_OPENAI_MODEL", "gpt-x"))))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    FailoverProperties properties = context.getBean(FailoverProperties.class);
                    assertThat(properties.maxAttempts()).isEqualTo(4);
                    assertThat(properties.providers()).containsOnlyKeys("openai");
                });
    }

    private static void assertAnalysis(
            ApplicationContextRunner application, String property, String description, String action) {
        FailureAnalysis analysis = analyse(application, property);
        assertThat(analysis.getDescription()).startsWith(description);
        assertThat(analysis.getAction()).startsWith(action);
    }

    private static FailureAnalysis analyse(ApplicationContextRunner application, String... properties) {
        FailureAnalysis[] analysis = new FailureAnalysis[1];
        application.withPropertyValues(properties).run(context -> analysis[0] = Analyses.of(context));
        return analysis[0];
    }
}
