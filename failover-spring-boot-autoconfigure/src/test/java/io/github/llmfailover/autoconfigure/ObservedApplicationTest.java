package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.UnknownTargetException;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.observation.FailoverObservationContext;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.time.ShiftableTime;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.trace.AttemptKind;
import io.github.llmfailover.trace.WaitReason;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application with meters and traces as Spring Boot wires them, over a client that is a bean of Spring AI's starter and
 * one that the layer builds.
 */
@Timeout(120)
class ObservedApplicationTest {

    private static final ProviderSimulator FIRST = ProviderSimulator.start();

    private static final ProviderSimulator SECOND = ProviderSimulator.start();

    private static final LinesWithTraces LINES = new LinesWithTraces();

    private static final AtomicInteger CALLERS = new AtomicInteger();

    private static ConfigurableApplicationContext context;

    private static Spans spans;

    @BeforeAll
    static void start() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.config.name", "none");
        for (String kind : List.of("embedding", "image", "moderation", "audio.speech", "audio.transcription")) {
            properties.put("spring.ai.model." + kind, "none");
        }
        properties.put("spring.ai.model.chat", "openai");
        properties.put("spring.ai.openai.api-key", "key");
        properties.put("spring.ai.openai.max-retries", "0");
        properties.put("spring.ai.openai.base-url", FIRST.baseUrl() + "/v1");
        properties.put("management.tracing.sampling.probability", "1");
        properties.put("llm.failover.chain", "openai,own");
        properties.put("llm.failover.chains.reverse", "own,openai");
        properties.put("llm.failover.retry.max", "0");
        properties.put("llm.failover.when-unavailable", "try-soonest");
        properties.put("llm.failover.circuit-breaker.minimum-number-of-calls", "2");
        properties.put("llm.failover.circuit-breaker.sliding-window-size", "2");
        properties.put("llm.failover.circuit-breaker.open-duration", "1ms");
        properties.put("llm.failover.circuit-breaker.permitted-calls-in-half-open", "1");
        properties.put("llm.failover.providers.openai.accepts-models", "*");
        properties.put("llm.failover.providers.own.client.type", "anthropic");
        properties.put("llm.failover.providers.own.client.base-url", SECOND.baseUrl());
        properties.put("llm.failover.providers.own.client.api-key", "key");
        properties.put("llm.failover.providers.own.model", "claude-own");
        context = new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .run();
        spans = context.getBean(Spans.class);
        LINES.listen();
    }

    @AfterEach
    void heal() {
        FIRST.heal();
        SECOND.heal();
        // Whatever rest or pause a test has brought about is over.
        context.getBean(ShiftableTime.class).jump(Duration.ofMinutes(15));
    }

    @AfterAll
    static void close() {
        context.close();
        FIRST.close();
        SECOND.close();
        LINES.close();
    }

    private static FailoverChatModel model() {
        return context.getBean(FailoverChatModel.class);
    }

    @Test
    void chatClient_call_isAboveOurCallAboveOurAttemptAboveTheClients() {
        FIRST.next(Behavior.serverError());

        String trace = traceOf(
                () -> context.getBean(ChatClient.class).prompt("Hello.").call().content());

        assertPath(trace, "llm.failover.call", "spring_ai chat_client");
        assertPath(trace, "chat ", "llm.failover.attempt", "llm.failover.call", "spring_ai chat_client");
    }

    @Test
    void chatClient_stream_isAboveOurCallAboveOurAttemptAboveTheClients() {
        FIRST.next(Behavior.serverError());

        String trace = traceOf(() -> context.getBean(ChatClient.class).prompt("Hello.").stream()
                .content()
                .blockLast(Duration.ofSeconds(30)));

        assertPath(trace, "llm.failover.call", "spring_ai chat_client");
        assertPath(trace, "chat ", "llm.failover.attempt", "llm.failover.call", "spring_ai chat_client");
    }

    @Test
    void logLine_ofACallOrStream_hasItsTrace() {
        for (boolean streamed : List.of(false, true)) {
            LINES.events.clear();
            FIRST.always(Behavior.serverError());
            String trace = traceOf(() -> {
                for (int i = 0; i < 3; i++) {
                    if (streamed) {
                        model().stream(new Prompt("Hello.")).blockLast(Duration.ofSeconds(30));
                    } else {
                        model().call(new Prompt("Hello."));
                    }
                }
            });

            List<ILoggingEvent> changes = LINES.events.stream()
                    .filter(line -> line.getFormattedMessage().startsWith("Provider state changed"))
                    .toList();
            assertThat(changes).as("streamed: " + streamed).isNotEmpty().allSatisfy(line -> assertThat(
                            line.getMDCPropertyMap())
                    .as(line.getFormattedMessage() + " on " + line.getThreadName())
                    .containsEntry("traceId", trace));
            assertThat(changes.stream().anyMatch(line -> !line.getThreadName()
                            .equals(Thread.currentThread().getName())))
                    .as("streamed, so on other threads")
                    .isEqualTo(streamed);
        }
    }

    @Test
    void meters_areOurOwnAndNoneOfTheObservations() {
        FIRST.next(Behavior.serverError());
        model().call(new Prompt("Hello."));
        model().stream(new Prompt("Hello.")).blockLast(Duration.ofSeconds(30));

        assertThat(context.getBean(MeterRegistry.class).getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .filter(name -> name.startsWith("llm.failover"))
                        .distinct())
                .contains("llm.failover.calls", "llm.failover.attempts")
                .doesNotContain(
                        "llm.failover.call",
                        "llm.failover.call.active",
                        "llm.failover.attempt",
                        "llm.failover.attempt.active",
                        "llm.failover.wait",
                        "llm.failover.wait.active");
    }

    /** Each name, address or text here would be a meter of its own, or a value of a key, if it got so far. */
    @Test
    void metersAndKeys_whateverCallersAndProvidersSay_areBounded() {
        for (int round = 0; round < 5; round++) {
            sayThingsNobodyHasSaid(round);
        }

        Set<String> fixed = new TreeSet<>(List.of(
                "default", "reverse", "openai", "own", "none", "true", "false", "call", "stream", "chat", "anthropic"));
        fixed.addAll(List.of("SUCCESS", "ALL_PROVIDERS_FAILED", "REQUEST_REJECTED", "NO_ELIGIBLE_PROVIDER"));
        fixed.addAll(List.of("NO_PROVIDER_AVAILABLE", "DEADLINE_EXCEEDED", "STREAM_INTERRUPTED", "ERROR"));
        for (FailureKind kind : FailureKind.values()) {
            fixed.add(kind.name());
        }
        for (AttemptKind kind : AttemptKind.values()) {
            fixed.add(kind.name().toLowerCase(Locale.ROOT));
        }
        for (WaitReason reason : WaitReason.values()) {
            fixed.add(reason.name().toLowerCase(Locale.ROOT));
        }
        assertThat(context.getBean(LowCardinality.class).seen).isNotEmpty().isSubsetOf(fixed);
        assertThat(ours()).isNotEmpty().noneMatch(meter -> meter.contains("odd-"));
        assertThat(spans.ended).anyMatch(span -> span.tags().toString().contains("odd-"));
    }

    private static void sayThingsNobodyHasSaid(int round) {
        String odd = "odd-" + round;
        FIRST.heal();
        SECOND.heal();
        model().call(new Prompt(
                "Hello.", FailoverChatOptions.builder().model(odd).build()));
        model().stream(new Prompt(
                        "Hello.", FailoverChatOptions.builder().model(odd).build()))
                .blockLast(Duration.ofSeconds(30));
        assertThatThrownBy(() -> model().call(new Prompt(
                        "Hello.", FailoverChatOptions.builder().chain(odd).build())))
                .isInstanceOf(UnknownTargetException.class);
        assertThatThrownBy(() -> model().call(new Prompt(
                        "Hello.", FailoverChatOptions.builder().pin(odd).build())))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> model().call(new Prompt(
                        "Hello.",
                        FailoverChatOptions.builder().requiredTags(Set.of(odd)).build())))
                .isInstanceOf(FailoverException.class);
        String body = "{\"error\":{\"type\":\"" + odd + "\",\"code\":\"" + odd + "\",\"message\":\"" + odd + "\"}}";
        for (int status : List.of(400, 418, 429, 500, 599)) {
            FIRST.always(Behavior.status(status, body));
            SECOND.always(Behavior.status(status, body));
            assertThatThrownBy(() -> model().call(new Prompt("Hello."))).isInstanceOf(FailoverException.class);
        }
    }

    private static Set<String> ours() {
        return context.getBean(MeterRegistry.class).getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("llm.failover"))
                .map(id ->
                        id.getName() + id.getTags().stream().map(Tag::toString).collect(Collectors.joining(",")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Does something within an observation of the application's, and returns the id of its trace. */
    private static String traceOf(Runnable action) {
        String name = "caller-" + CALLERS.incrementAndGet();
        Observation.createNotStarted(name, context.getBean(ObservationRegistry.class))
                .observe(action);
        return spans.await(span -> name.equals(span.name())).traceId();
    }

    /** Looks for a span in a trace, and above it, with any number of others between, for spans with these names. */
    private static void assertPath(String trace, String name, String... above) {
        MutableSpan at = spans.await(span -> trace.equals(span.traceId())
                && span.name() != null
                && span.name().startsWith(name));
        for (String next : above) {
            do {
                String parent = at.parentId();
                assertThat(parent).as(next + " above " + name).isNotNull();
                at = spans.await(span -> parent.equals(span.id()));
            } while (!at.name().startsWith(next));
        }
    }

    @EnableAutoConfiguration
    static class App {

        @Bean
        Spans spans() {
            return new Spans();
        }

        @Bean
        ShiftableTime time() {
            return new ShiftableTime();
        }

        @Bean
        LowCardinality lowCardinality() {
            return new LowCardinality();
        }
    }

    /** The spans that the application's tracer would send. */
    static final class Spans extends SpanHandler {

        private final List<MutableSpan> ended = new CopyOnWriteArrayList<>();

        @Override
        public boolean end(TraceContext context, MutableSpan span, Cause cause) {
            ended.add(new MutableSpan(span));
            return true;
        }

        /** The subscriber hears of the end before the last observation above it has ended. */
        private MutableSpan await(Predicate<MutableSpan> which) {
            TimeSource time = TimeSource.system();
            long until = time.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (true) {
                Optional<MutableSpan> found = ended.stream().filter(which).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                assertThat(time.nanoTime() - until)
                        .as("time left to wait for a span")
                        .isNegative();
                Thread.onSpinWait();
            }
        }
    }

    /** Every value that a low-cardinality key of ours has had. */
    static final class LowCardinality implements ObservationHandler<FailoverObservationContext> {

        private final Set<String> seen = new ConcurrentSkipListSet<>();

        @Override
        public boolean supportsContext(Observation.Context observed) {
            return observed instanceof FailoverObservationContext;
        }

        @Override
        public void onStop(FailoverObservationContext observed) {
            for (KeyValue keyValue : observed.getLowCardinalityKeyValues()) {
                seen.add(keyValue.getValue());
            }
        }
    }

    private static final class LinesWithTraces extends AppenderBase<ILoggingEvent> implements AutoCloseable {

        private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.llmfailover");

        private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

        /** To be called once the application has set up its logging, which detaches whoever listened before. */
        private void listen() {
            start();
            logger.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            events.add(event);
        }

        @Override
        public void close() {
            logger.detachAppender(this);
        }
    }
}
