package io.github.llmfailover.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.sample.console.ConsolePage.Part;
import io.github.llmfailover.sample.demo.Simulators;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext;

/** The console over demo mode, and what a model, a hurried user or an outage may do to it. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "sample.demo=true",
            // Nobody is taken out, so that the tests need not wait for each other's outages.
            "llm.failover.circuit-breaker.minimum-number-of-calls=100",
        })
@DirtiesContext
@InBrowser
@Timeout(120)
class ConsoleTest {

    private static Browser browser;

    private final int port;

    private final DemoControl demo;

    private final ApplicationContext app;

    private ConsolePage page;

    ConsoleTest(@LocalServerPort int port, @Autowired ApplicationContext app) {
        this.port = port;
        this.demo = new DemoControl(port);
        this.app = app;
    }

    @BeforeAll
    static void startBrowser() {
        browser = new Browser();
    }

    @AfterAll
    static void stopBrowser() {
        browser.close();
    }

    @BeforeEach
    void open() {
        demo.healAll();
        demo.pace(0);
        DemoControl.PROVIDERS.forEach(provider -> Simulators.answerAsEver(app, provider));
        simulator("openai").clearLog();
        browser.size(1280, 900);
        page = ConsolePage.open(browser, port);
    }

    @AfterEach
    void nothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void answer_withMarkupAndScript_isTextAndNothingElse() {
        String hostile = "<img src=x onerror=\"window.caught=1\"><script>window.caught=2</script>"
                + "<a href=\"javascript:window.caught=3\">&amp;</a></span></article><style>*{display:none}</style>";

        page.ask("say " + hostile);
        page.answered();

        assertThat(page.text()).isEqualTo(hostile);
        assertThat(page.count("#log img, #log script, #log a, #log style")).isZero();
        Object caught = browser.run("return window.caught");
        assertThat(caught).isNull();
    }

    @Test
    void answer_veryLong_isShownWholeAndThePageStaysAlive() {
        String text = "One word follows the other, ".repeat(3000).strip();
        browser.run("window.ticks = 0; setInterval(() => window.ticks++, 100)");

        page.ask("say " + text);
        page.answered();

        assertThat(page.text()).isEqualTo(text);
        long ticks = browser.run("return window.ticks");
        page.eventually(() -> browser.<Long>run("return window.ticks"), now -> now > ticks);
    }

    @Test
    void question_sentTwiceInAHurry_isAskedOnce() {
        demo.pace(20);
        page.write("hello");

        browser.run("arguments[0].click(); arguments[0].click()", page.send());
        page.question().sendKeys("hello", Keys.ENTER, Keys.ENTER);
        page.answered();

        assertThat(simulator("openai").requestCount()).isEqualTo(1);
        assertThat(page.text()).endsWith("it serves again.");
        assertThat(page.question().getDomProperty("value")).isEqualTo("hello");
    }

    @Test
    void stop_whileAnAnswerComes_closesTheConnectionOfTheProviderAndKeepsTheText() {
        demo.pace(200);
        page.ask("Explain failover");
        page.eventually(page::text, text -> text.length() > 10);

        page.question().sendKeys(Keys.ESCAPE);
        page.answered();

        simulator("openai").awaitNoOpenExchanges(Duration.ofSeconds(10));
        assertThat(simulator("openai").lastRequest().clientGone()).isTrue();
        assertThat(page.note()).isEqualTo("stopped by you");
        assertThat(page.text()).startsWith("I am");
        assertThat(page.error()).isEmpty();
    }

    @Test
    void conversation_goesOnFromWhatWasSaid() {
        page.ask("say the first thing");
        page.answered();
        page.ask("say the second thing");
        page.answered();

        assertThat(simulator("openai").lastRequest().messages())
                .extracting(message -> message.role() + ": " + message.text())
                .containsExactly(
                        "user: say the first thing", "assistant: the first thing", "user: say the second thing");
    }

    @Test
    void answer_begunAnew_strikesThroughWhatIsVoid() {
        demo.breakDown("openai", "cut");
        simulator("anthropic").answers(Answer.text("Something else altogether."));
        simulator("ollama").answers(Answer.text("Something else altogether."));

        page.ask("hello");
        page.answered();

        assertThat(page.parts()).hasSize(2);
        assertThat(page.count(".void .part[data-provider=openai]")).isEqualTo(1);
        String decoration =
                browser.run("return getComputedStyle(document.querySelector('.void .part')).textDecorationLine");
        assertThat(decoration).isEqualTo("line-through");
        Part last = page.parts().get(1);
        assertThat(last.provider()).isNotEqualTo("openai");
        assertThat(last.text()).isEqualTo("Something else altogether.");
        assertThat(page.error()).isEmpty();
    }

    @Test
    void answer_cutByAll_keepsThePartAndSaysThatItIsIncomplete() {
        DemoControl.PROVIDERS.forEach(provider -> demo.breakDown(provider, "cut"));

        page.ask("hello");
        page.answered();

        assertThat(page.text()).startsWith("I am the stand-in");
        assertThat(page.error())
                .contains("No provider gave a whole answer", "openai: STREAM_CUT", "What is above is incomplete.");
    }

    @Test
    void answer_fromNobody_saysWhatWasTried() {
        DemoControl.PROVIDERS.forEach(provider -> demo.breakDown(provider, "503"));

        page.ask("hello");
        page.answered();

        assertThat(page.parts()).isEmpty();
        assertThat(page.error()).contains("ollama: OVERLOADED (503)").doesNotContain("incomplete");
    }

    @Test
    void provider_brokenAndHealedByKeyboard_isShownAndKeepsTheFocus() {
        int ways = page.count("#ways-anthropic .way");
        page.button("anthropic", "break").sendKeys(Keys.ENTER);
        page.eventually(() -> page.count("#ways-anthropic:popover-open"), open -> open == 1);
        assertThat(browser.inaccessible()).isEmpty();

        browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
        page.eventually(() -> page.card("anthropic").getText(), text -> text.contains("broken: refuse"));
        page.button("anthropic", "heal").sendKeys(Keys.ENTER);
        page.eventually(() -> page.card("anthropic").getText(), text -> !text.contains("broken"));

        assertThat(ways).isEqualTo(22);
        String focused = browser.run("return document.activeElement.closest('.card').dataset.provider");
        assertThat(focused).isEqualTo("anthropic");
    }

    @Test
    void pace_changedOnThePage_isThatOfTheProviders() {
        browser.run("""
                const range = document.querySelector("#pace-range");
                range.value = 50;
                range.dispatchEvent(new Event("input"));
                range.dispatchEvent(new Event("change"));
                """);

        page.eventually(() -> simulator("ollama").behavior().toString(), behavior -> behavior.contains("PT0.05S"));
    }

    @Test
    void announcements_areForTheStartAndTheEnd_notForEachToken() {
        browser.run("""
                window.heard = [];
                new MutationObserver(() => window.heard.push(document.querySelector("#announcer").textContent))
                    .observe(document.querySelector("#announcer"), { childList: true });
                """);

        page.ask("hello");
        page.answered();

        List<String> heard = browser.run("return window.heard.filter(Boolean)");
        assertThat(heard).containsExactly("Answering", "Answer complete, written by openai");
        assertThat(page.count("#log[aria-live=off]")).isEqualTo(1);
    }

    @Test
    void hiddenTab_asksNothing_untilItIsLookedAtAgain() {
        hide(true);
        long before = asked();
        browser.<Object>run("return null");
        waitMillis(2500);
        assertThat(asked() - before).isLessThanOrEqualTo(1);

        long hidden = asked();
        hide(false);

        page.eventually(this::asked, now -> now > hidden);
    }

    @Test
    void motion_notWanted_isLeftOut() {
        browser.prefers("reduced-motion", "reduce");

        String duration =
                browser.run("return getComputedStyle(document.querySelector('.bar-fill')).transitionDuration");

        browser.prefers("reduced-motion", "no-preference");
        assertThat(duration).isEqualTo("0s");
    }

    /** Whatever the network cuts an answer into, the same events come out. */
    @Test
    void events_cutAnywhere_areTheSame() {
        List<List<String>> readings = browser.driver().executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                import("/console/sse.js").then(({ parser }) => {
                    const stream = ": hello\\r\\nevent: token\\r\\ndata: a\\r\\ndata:b\\r\\n\\r\\ndata:c\\n\\nevent:x\\n\\ndata:d\\r\\r";
                    const readings = [];
                    for (let size = 1; size <= stream.length; size++) {
                        const parse = parser();
                        const events = [];
                        for (let at = 0; at < stream.length; at += size) {
                            events.push(...parse(stream.slice(at, at + size)));
                        }
                        readings.push(events.map((event) => event.name + "=" + event.data));
                    }
                    done(readings);
                });
                """) instanceof List<?> list
                ? (List<List<String>>) list
                : List.of();

        assertThat(readings).isNotEmpty().allSatisfy(events -> assertThat(events)
                .containsExactly("token=a\nb", "message=c", "message=d"));
    }

    private long asked() {
        return browser.run("return performance.getEntriesByType('resource').filter((entry) =>"
                + " entry.name.endsWith('/actuator/llmfailover')).length");
    }

    private static void hide(boolean hidden) {
        browser.run(
                "Object.defineProperty(document, 'hidden', { configurable: true, value: arguments[0] });"
                        + "document.dispatchEvent(new Event('visibilitychange'))",
                hidden);
    }

    /** In the browser, where nothing but real time can show that nothing happens. */
    private static void waitMillis(int millis) {
        browser.driver().executeAsyncScript("setTimeout(arguments[1], arguments[0])", millis);
    }

    private ProviderSimulator simulator(String provider) {
        return Simulators.of(app, provider);
    }
}
