package io.github.llmfailover.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/** Operators' actions on the console: there where the endpoint takes them, and as it takes them. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"sample.demo=true", "sample.demo-pace=0ms"})
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
@InBrowser
@Timeout(120)
class ConsoleOperatorTest {

    private final Browser browser = new Browser();

    private final int port;

    ConsoleOperatorTest(@LocalServerPort int port) {
        this.port = port;
    }

    @AfterEach
    void stop() {
        browser.close();
    }

    @Test
    void provider_drainedAndEnabled_servesNobodyInBetween_andTheLastOneIsNotTaken() {
        ConsolePage page = ConsolePage.open(browser, port);
        page.eventually(() -> page.count("[data-does=drain]"), count -> count == 3);

        page.button("openai", "drain").click();
        page.eventually(() -> page.card("openai").getText(), text -> text.contains("DRAINING"));
        page.ask("hello");
        page.answered();
        assertThat(page.parts()).extracting(ConsolePage.Part::provider).containsOnly("anthropic");
        assertThat(page.timeline()).contains("drain openai");
        assertThat(browser.complaints()).isEmpty();

        page.button("anthropic", "drain").click();
        page.eventually(() -> page.card("anthropic").getText(), text -> text.contains("DRAINING"));
        page.button("ollama", "drain").click();
        page.eventually(page::trouble, text -> text.startsWith("To drain ollama did not work: "));

        page.button("openai", "enable").click();
        page.eventually(page::verdict, "openai serves, as it should"::equals);
        assertThat(page.trouble()).isEmpty();
    }
}
