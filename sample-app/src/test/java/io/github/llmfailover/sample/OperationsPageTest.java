package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/**
 * What the page of operations shows is what the sample application prints in demo mode. More patiently than that, since the
 * first answers of clients on a busy machine take longer than demo mode waits.
 */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "sample.demo=true",
            "llm.failover.timeout.first-token=60s",
            "llm.failover.timeout.stall=60s",
            "llm.failover.timeout.response=60s",
            "llm.failover.drill.timeout=60s"
        })
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
class OperationsPageTest {

    static final String PAGE = "docs/operations.md";

    private final Http http;

    OperationsPageTest(@LocalServerPort int port) {
        this.http = new Http(port);
    }

    @Test
    void commands_replayed_printWhatIsShown() {
        List<Readme.Exchange> exchanges = Readme.exchanges(PAGE);
        SoftAssertions softly = new SoftAssertions();

        assertThat(exchanges).hasSize(10);
        for (Readme.Exchange exchange : exchanges) {
            String output = http.send(exchange.method(), exchange.path(), exchange.json())
                    .body();
            softly.assertThat(stable(output)).as(output).isEqualTo(stable(exchange.output()));
        }
        softly.assertAll();
    }

    /** Times and measurements differ from run to run. */
    private static String stable(String json) {
        return json.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "a-time")
                .replaceAll("\"(p\\d\\d|duration|firstToken)\":[\\d.]+", "\"$1\":a-duration");
    }
}
