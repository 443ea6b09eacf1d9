package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/** What {@code docs/routing.md} shows of the demonstration. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sample.demo=true")
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
class RoutingPageTest {

    private static final String PAGE = "docs/routing.md";

    private final Http http;

    RoutingPageTest(@LocalServerPort int port) {
        this.http = new Http(port);
    }

    @Test
    void commands_replayed_printWhatIsShown() {
        List<Readme.Exchange> exchanges = Readme.exchanges(PAGE);

        assertThat(exchanges).isNotEmpty().allSatisfy(exchange -> assertThat(
                        http.send(exchange.method(), exchange.path(), exchange.json())
                                .body())
                .isEqualTo(exchange.output()));
    }

    private enum Strategy {
        WEIGHTED,
        LATENCY,
        COST
    }

    /** The commands of the page that start the demonstration with another strategy. */
    @ParameterizedTest
    @EnumSource
    void strategy_ofTheDemonstration_choosesAsThePageSays(Strategy strategy) {
        String argument = "--llm.failover.strategy=" + strategy.name().toLowerCase(Locale.ROOT);
        assertThat(Readme.text(PAGE)).contains(argument);
        try (var context = new SpringApplicationBuilder(SampleApplication.class)
                .run(argument, "--sample.demo=true", "--sample.demo-pace=1ms", "--server.port=0")) {
            Http client = new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            Map<String, Integer> served = new LinkedHashMap<>();
            for (int i = 0; i < 30; i++) {
                String provider =
                        client.send("GET", "/ask?q=hello", null).body().split("\"")[3];
                served.merge(provider, 1, Integer::sum);
            }
            switch (strategy) {
                // Of thirty, binomial: fewer than three of six in ten has a probability of 1e-7.
                case WEIGHTED ->
                    assertThat(served).containsKeys("openai", "anthropic").hasSizeGreaterThan(1);
                case LATENCY ->
                    assertThat(served.keySet())
                            .isSubsetOf("openai", "anthropic", "ollama")
                            .hasSizeGreaterThan(1);
                case COST -> assertThat(served).containsOnlyKeys("ollama");
            }
        }
    }
}
