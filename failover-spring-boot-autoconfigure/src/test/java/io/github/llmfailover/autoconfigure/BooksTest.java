package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.actuate.FailoverEndpoint;
import io.github.llmfailover.actuate.ProviderDescriptor;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.Books;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.test.RecordedRequest;
import io.github.llmfailover.time.ShiftableTime;
import io.github.llmfailover.time.TimeSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tokenizer.TokenCountEstimator;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.Disposable;

/**
 * What the meters and the endpoint say that a provider was paid, against what the provider itself would put on the bill:
 * to the token, whatever happens to calls and streams. The application has a tokenizer that counts as its providers do, so
 * that also what they never report comes out right; with another one, these parts are estimates, and say so.
 */
@Timeout(120)
class BooksTest {

    private static final String TEXT =
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";

    private static final Map<String, double[]> PRICES = Map.of(
            "openai", new double[] {2, 0.5, 10},
            "anthropic", new double[] {3, 0.25, 15},
            "ollama", new double[] {0.5, 0.5, 1});

    private final Map<String, ProviderSimulator> simulators = Map.of(
            "openai", ProviderSimulator.builder().name("openai").start(),
            "anthropic", ProviderSimulator.builder().name("anthropic").start(),
            "ollama", ProviderSimulator.builder().name("ollama").start());

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final ShiftableTime time = new ShiftableTime();

    private FailoverChatModel model;

    private FailoverEndpoint endpoint;

    private List<String> order = List.of();

    @AfterEach
    void stop() {
        simulators.values().forEach(ProviderSimulator::close);
    }

    private ApplicationContextRunner application() {
        return Runners.empty()
                .withConfiguration(AutoConfigurations.of(
                        FailoverObservationAutoConfiguration.class, FailoverActuatorAutoConfiguration.class))
                .withBean(SimpleMeterRegistry.class, () -> meters)
                .withBean(TokenCountEstimator.class, Words::new)
                .withBean(TimeSource.class, () -> time)
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=llmfailover",
                        "llm.failover.chain=" + String.join(",", order),
                        "llm.failover.retry.backoff=1ms",
                        "llm.failover.hedging.enabled=true",
                        "llm.failover.hedging.after=60s",
                        "llm.failover.hedging.max-ratio=1",
                        "llm.failover.deadline=10d",
                        "llm.failover.timeout.first-token=5d",
                        "llm.failover.timeout.response=5d",
                        "llm.failover.timeout.stall=5d",
                        "llm.failover.retry.budget.min-per-second=1000",
                        "llm.failover.circuit-breaker.sliding-window-size=1000",
                        "llm.failover.circuit-breaker.minimum-number-of-calls=1000")
                .withPropertyValues(provider("openai", "/v1"))
                .withPropertyValues(provider("anthropic", ""))
                .withPropertyValues(provider("ollama", ""));
    }

    private String[] provider(String name, String path) {
        String prefix = "llm.failover.providers." + name;
        double[] price = Objects.requireNonNull(PRICES.get(name));
        return new String[] {
            prefix + ".client.type=" + name,
            prefix + ".client.base-url=" + simulator(name).baseUrl() + path,
            name.equals("ollama") ? prefix + ".tags=local" : prefix + ".client.api-key=key",
            prefix + ".model=model-of-" + name,
            prefix + ".price.input=" + price[0],
            prefix + ".price.cached-input=" + price[1],
            prefix + ".price.output=" + price[2],
            prefix + ".price.currency=" + currency(name),
        };
    }

    private static String currency(String provider) {
        return provider.equals("ollama") ? "EUR" : "USD";
    }

    private ProviderSimulator simulator(String name) {
        return Objects.requireNonNull(simulators.get(name));
    }

    private ProviderSimulator first() {
        return simulator(order.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai,anthropic,ollama", "anthropic,ollama,openai", "ollama,openai,anthropic"})
    void spending_whateverHappens_agreesWithTheProvidersBooksToTheToken(String chain) {
        order = List.of(chain.split(","));
        simulators.values().forEach(simulator -> simulator.answers(BooksTest::answer));
        application().run(context -> {
            model = context.getBean(FailoverChatModel.class);
            endpoint = context.getBean(FailoverEndpoint.class);

            answered();
            failedOver();
            withoutUsage();
            emptyAnswers();
            brokenStreams();
            left();
            hedged();

            assertThat(endpointOf(order.get(0)).tokens().wasted()).isPositive();
            assertThat(endpointOf(order.get(0)).tokens().estimated()).isPositive();
            assertThat(endpointOf(order.get(0)).tokens().unreportedRequests()).isPositive();
        });
    }

    private void answered() {
        call("a call of six words or so");
        agrees("a call");
        stream("a stream of six words or so");
        agrees("a stream");
        if (order.get(0).equals("openai")) {
            assertThat(first().lastRequest()
                            .body()
                            .path("stream_options")
                            .path("include_usage")
                            .asBoolean())
                    .as("whether the usage of a stream is asked for")
                    .isTrue();
        }
        call("cached prompt with many more words that have been seen before");
        stream("cached prompt with many more words that have been seen before");
        agrees("prompts that were cached");
        assertThat(estimated()).as("tokens of answers that were reported").isZero();
        assertThat(endpointOf(order.get(0)).tokens().wasted()).isZero();
    }

    private void failedOver() {
        first().always(Behavior.serverError());
        call("failed over");
        stream("failed over");
        first().heal();
        first().next(Behavior.overloaded(), Behavior.healthy(), Behavior.overloaded(), Behavior.healthy());
        call("asked again");
        stream("asked again");
        agrees("failures without an answer");
        assertThat(estimated()).isZero();
    }

    /** Anthropic's client cannot read an answer without usage, and Anthropic gives none. */
    private void withoutUsage() {
        if (order.get(0).equals("anthropic")) {
            return;
        }
        first().next(Behavior.missingUsage(), Behavior.missingUsage());
        call("nobody says what this took");
        stream("nobody says what this took");
        agrees("answers without usage");
        assertThat(estimated()).isPositive();
    }

    /** They are answers to their provider, and failures to us. */
    private void emptyAnswers() {
        first().always(Behavior.emptyAnswer());
        call("nothing but usage");
        first().heal();
        agrees("an empty answer with its usage");
    }

    private void brokenStreams() {
        first().next(Behavior.closeAfterTokens(5), Behavior.endAfterTokens(6), Behavior.errorAfterTokens(7));
        FailoverReport report = stream("cut and carried on");
        assertThat(report.attempts()).hasSizeGreaterThan(1);
        stream("ended without a finish reason, and carried on");
        stream("an error in the middle, and carried on");
        agrees("streams that broke and were carried on");

        first().next(Behavior.closeAfterTokens(5));
        stream(new Prompt(
                "cut and begun anew",
                FailoverChatOptions.builder()
                        .onInterruption(OnInterruption.RESTART)
                        .build()));
        agrees("a stream that was begun anew");
    }

    private void left() throws InterruptedException {
        first().next(Behavior.hangAfterTokens(4));
        CountDownLatch received = new CountDownLatch(4);
        Disposable reader = model.stream(new Prompt("left by its reader")).subscribe(chunk -> {
            if (!text(chunk).isEmpty()) {
                received.countDown();
            }
        });
        assertThat(received.await(20, TimeUnit.SECONDS)).isTrue();
        // Those who leave while another thread hands them a chunk are counted only roughly.
        time.schedule(Duration.ofMillis(200), reader::dispose);
        awaitLeft(first().requestCount() - 1);
        agrees("a stream that its reader left");

        first().next(Behavior.hangAfterTokens(3));
        model.stream(new Prompt("left within a chunk"))
                .filter(chunk -> !text(chunk).isEmpty())
                .take(3)
                .blockLast(Duration.ofSeconds(20));
        agrees("a stream that its reader left while it was handed a chunk");
    }

    private void awaitLeft(int request) {
        RecordedRequest left = first().awaitRequest(request, Duration.ofSeconds(20));
        while (!left.clientGone()) {
            Thread.onSpinWait();
        }
    }

    private void hedged() {
        first().next(Behavior.hangBeforeHeaders(), Behavior.hangBeforeHeaders());
        letPassUntilOvertaken();
        assertThat(call("slow, and overtaken").provider()).isEqualTo(order.get(1));
        letPassUntilOvertaken();
        assertThat(stream("slow, and overtaken").provider()).isEqualTo(order.get(1));
        agrees("requests that others overtook");
    }

    /** Puts the clock forward until the second provider is asked, since nobody can see when the first request departs. */
    private void letPassUntilOvertaken() {
        int asked = first().requestCount();
        ProviderSimulator second = simulator(order.get(1));
        int before = second.requestCount();
        Thread clock = new Thread(() -> {
            first().awaitRequest(asked, Duration.ofSeconds(20));
            letPass(second, before);
        });
        clock.setDaemon(true);
        clock.start();
    }

    private void letPass(ProviderSimulator second, int before) {
        if (second.requestCount() == before) {
            time.jump(Duration.ofSeconds(61));
            time.schedule(Duration.ofMillis(100), () -> letPass(second, before));
        }
    }

    private FailoverReport call(String text) {
        return Objects.requireNonNull(FailoverReport.of(model.call(new Prompt(text))));
    }

    private FailoverReport stream(String text) {
        return stream(new Prompt(text, ChatOptions.builder().build()));
    }

    private FailoverReport stream(Prompt prompt) {
        ChatResponse last = model.stream(prompt)
                .filter(chunk -> FailoverReport.of(chunk) != null)
                .blockLast(Duration.ofSeconds(30));
        return Objects.requireNonNull(FailoverReport.of(Objects.requireNonNull(last)));
    }

    private static String text(ChatResponse chunk) {
        String text =
                chunk.getResult() == null ? null : chunk.getResult().getOutput().getText();
        return text == null ? "" : text;
    }

    private void agrees(String what) {
        for (String provider : order) {
            ProviderSimulator simulator = simulator(provider);
            simulator.awaitNoOpenExchanges(Duration.ofSeconds(20));
            Books books = simulator.books();
            ProviderDescriptor shown = endpointOf(provider);
            double[] price = Objects.requireNonNull(PRICES.get(provider));
            double cost = books.cost(price[0], price[1], price[2]);
            String of = what + ", " + provider;
            assertThat(tokens(provider, "input")).as("input tokens of " + of).isEqualTo(books.inputTokens());
            assertThat(tokens(provider, "cached-input"))
                    .as("cached tokens of " + of)
                    .isEqualTo(cached(books, provider));
            assertThat(tokens(provider, "output")).as("output tokens of " + of).isEqualTo(books.outputTokens());
            assertThat(shown.tokens().input()
                            + shown.tokens().output()
                            + shown.tokens().wasted())
                    .as("tokens that the endpoint shows of " + of)
                    .isEqualTo(books.inputTokens() + books.outputTokens());
            assertThat(sum("llm.failover.cost", provider, "currency", currency(provider)))
                    .as("cost of " + of)
                    .isCloseTo(cost, within(1e-12));
            assertThat(shown.cost().doubleValue())
                    .as("cost that the endpoint shows of " + of)
                    .isCloseTo(cost, within(1e-6));
        }
    }

    /** Ollama has a cache and no price for it, and tells nobody. */
    private static long cached(Books books, String provider) {
        return provider.equals("ollama") ? 0 : books.cachedInputTokens();
    }

    private ProviderDescriptor endpointOf(String provider) {
        return (ProviderDescriptor) Objects.requireNonNull(endpoint.one(provider));
    }

    private long estimated() {
        return order.stream()
                .mapToLong(provider -> endpointOf(provider).tokens().estimated())
                .sum();
    }

    private long tokens(String provider, String type) {
        return Math.round(sum("llm.failover.tokens", provider, "type", type));
    }

    private double sum(String meter, String provider, String tag, String value) {
        return meters.find(meter).tags("provider", provider, tag, value).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static Answer answer(RecordedRequest request) {
        int input = request.messages().stream()
                .mapToInt(message -> 4 + Words.of(message.text()))
                .sum();
        Answer answer = Answer.text(TEXT).withUsage(input, Words.of(TEXT));
        boolean cached = request.messages().get(0).text().startsWith("cached");
        return cached ? answer.withCachedInput(5) : answer;
    }
}
