package io.github.llmfailover.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.sample.console.ConsolePage.Part;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/**
 * The moment that the console is for: a provider dies in the middle of an answer, and the next one finishes it. Leaves
 * pictures in {@code target/console}; the README has the first of them.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sample.demo=true")
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
@InBrowser
@Timeout(180)
class ConsolePictureTest {

    private static final Path PICTURES = Path.of("target", "console");

    private final Browser browser = new Browser();

    private final DemoControl demo;

    private final int port;

    ConsolePictureTest(@LocalServerPort int port) {
        this.port = port;
        this.demo = new DemoControl(port);
    }

    @AfterEach
    void stop() {
        browser.close();
    }

    @Test
    void stream_providerKilledInTheMiddle_isFinishedByTheNextInAnotherColour() {
        browser.size(1280, 940);
        browser.prefers("color-scheme", "light");
        ConsolePage page = ConsolePage.open(browser, port);
        page.ask("Explain failover");
        page.answered();
        String whole = page.text();
        // Not counted by the breaker, and so that the second one has figures to show.
        demo.breakDown("openai", "404");
        page.ask("hello");
        page.answered();
        demo.healAll();
        demo.pace(30);
        page = ConsolePage.open(browser, port);

        killInTheMiddle(page);
        browser.screenshot(PICTURES.resolve("console.png"));
        page.answered();

        List<Part> parts = page.parts();
        assertThat(parts).extracting(Part::provider).containsExactly("openai", "anthropic");
        assertThat(parts).extracting(Part::writer).containsExactly("openai: ", "From here on by anthropic: ");
        assertThat(parts).extracting(Part::background).doesNotHaveDuplicates();
        assertThat(page.text()).isEqualTo(whole);
        assertThat(page.note()).contains("openai: STREAM_CUT → anthropic: SUCCEEDED");
        assertThat(page.error()).isEmpty();
        assertThat(page.card("openai").getText()).contains("OPEN", "broken: kill");
        looksWellEverywhere();
        assertThat(browser.complaints()).isEmpty();
    }

    private static void killInTheMiddle(ConsolePage page) {
        page.ask("Explain failover");
        page.eventually(() -> page.text().length(), length -> length > 400);
        page.button("openai", "kill").click();
        page.eventually(
                page::parts, parts -> parts.size() == 2 && parts.get(1).text().length() > 150);
        page.eventually(page::timeline, text -> text.contains("anthropic") && text.contains("open"));
        page.eventually(page::verdict, "openai is out, anthropic serves"::equals);
    }

    private void looksWellEverywhere() {
        for (String scheme : List.of("light", "dark")) {
            browser.prefers("color-scheme", scheme);
            browser.size(1280, 940);
            browser.screenshot(PICTURES.resolve(scheme + ".png"));
            assertThat(browser.inaccessible()).as(scheme).isEmpty();
            browser.size(375, 1900);
            browser.screenshot(PICTURES.resolve("phone-" + scheme + ".png"));
            assertThat(browser.inaccessible()).as(scheme + " phone").isEmpty();
            long sideways = browser.run("return document.documentElement.scrollWidth - innerWidth");
            assertThat(sideways).isLessThanOrEqualTo(0);
        }
    }
}
