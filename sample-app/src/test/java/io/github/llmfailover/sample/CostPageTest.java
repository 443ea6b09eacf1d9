package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the page about cost shows is true. In an application of its own, since it counts from the beginning. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"sample.demo=true", "sample.demo-pace=10ms"})
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
class CostPageTest {

    private final Http http;

    CostPageTest(@LocalServerPort int port) {
        this.http = new Http(port);
    }

    @Test
    void commands_replayed_showWhatWasDeliveredAndWasted() {
        List<Readme.Exchange> exchanges = Readme.exchanges("docs/cost.md");
        assertThat(exchanges).hasSize(4);

        for (Readme.Exchange exchange : exchanges.subList(0, 3)) {
            assertThat(withoutOrder(output(exchange))).isEqualTo(withoutOrder(exchange.output()));
        }
        assertThat(http.get("/stream?q=hello").body()).contains("event:done");

        JsonNode before = shown(exchanges.get(3));
        JsonNode now = JsonMapper.shared().readTree(output(exchanges.get(3)));
        assertThat(now.propertyNames()).containsExactlyElementsOf(before.propertyNames());
        assertThat(now.path("currency")).isEqualTo(before.path("currency"));
        for (String same : List.of("input", "output", "cachedInput", "unreportedRequests")) {
            assertThat(now.path("tokens").path(same))
                    .isEqualTo(before.path("tokens").path(same));
        }
        // A reset may overtake the last words, so that they do not arrive.
        for (JsonNode node : List.of(before, now)) {
            assertThat(node.path("tokens").path("wasted").asInt()).isBetween(7, 20);
            assertThat(node.path("tokens").path("estimated"))
                    .isEqualTo(node.path("tokens").path("wasted"));
            assertThat(node.path("wastedCost").asDouble()).isBetween(0.00001, 0.0001);
            assertThat(node.path("cost").asDouble())
                    .isEqualTo(
                            0.000207 + node.path("wastedCost").asDouble(), org.assertj.core.data.Offset.offset(2e-6));
        }
    }

    private String output(Readme.Exchange exchange) {
        return http.send(exchange.method(), exchange.path(), exchange.json()).body();
    }

    /** Metrics list their tags in no particular order. */
    private static JsonNode withoutOrder(String json) {
        ObjectNode node = (ObjectNode) JsonMapper.shared().readTree(json);
        node.remove("availableTags");
        return node;
    }

    private static JsonNode shown(Readme.Exchange exchange) {
        return JsonMapper.shared().readTree(exchange.output());
    }
}
