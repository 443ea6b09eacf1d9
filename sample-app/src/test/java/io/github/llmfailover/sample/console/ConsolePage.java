package io.github.llmfailover.sample.console;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.FluentWait;

/** The page, as a reader and an operator see it. */
final class ConsolePage {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Browser browser;

    private ConsolePage(Browser browser) {
        this.browser = browser;
    }

    static ConsolePage open(Browser browser, int port) {
        browser.driver().get("http://127.0.0.1:" + port + "/");
        ConsolePage page = new ConsolePage(browser);
        page.eventually(page::link, "live"::equals);
        page.eventually(page::reach, text -> !text.isEmpty());
        return page;
    }

    void ask(String question) {
        write(question);
        question().sendKeys(Keys.ENTER);
    }

    /** Puts it there at once; typing a long one takes its time. */
    void write(String question) {
        browser.run("arguments[0].value = arguments[1]; arguments[0].focus()", question(), question);
    }

    WebElement question() {
        return find("#question");
    }

    WebElement send() {
        return find("#send");
    }

    /** What the last answer consists of. */
    record Part(String provider, String writer, String text, String background) {}

    List<Part> parts() {
        List<List<String>> parts = browser.run("""
                const last = [...document.querySelectorAll(".answer")].at(-1);
                return [...(last?.querySelectorAll(".part") ?? [])].map((part) => [
                    part.dataset.provider,
                    part.querySelector(".writer").textContent,
                    part.lastChild.data,
                    getComputedStyle(part).backgroundColor]);
                """);
        return parts.stream()
                .map(part -> new Part(part.get(0), part.get(1), part.get(2), part.get(3)))
                .toList();
    }

    String text() {
        return String.join("", parts().stream().map(Part::text).toList());
    }

    String note() {
        return textOf(".answer:last-child .note");
    }

    String error() {
        return textOf(".answer:last-child .error");
    }

    String link() {
        return textOf("#link");
    }

    String reach() {
        return textOf("#reach");
    }

    String trouble() {
        return textOf("#trouble");
    }

    String verdict() {
        return textOf("#verdict");
    }

    String timeline() {
        return textOf("#timeline");
    }

    WebElement card(String provider) {
        return find(".card[data-provider='" + provider + "']");
    }

    WebElement button(String provider, String does) {
        return find(".card[data-provider='" + provider + "'] [data-does='" + does + "']");
    }

    int count(String selector) {
        return browser.driver().findElements(By.cssSelector(selector)).size();
    }

    /** Waits until the last answer is whole, broken off or stopped. */
    void answered() {
        eventually(() -> send().getText() + count("[aria-busy]"), "Send0"::equals);
    }

    <T> T eventually(Supplier<T> value, Predicate<T> wanted) {
        return new FluentWait<>(value)
                .withTimeout(SOON)
                .pollingEvery(Duration.ofMillis(50))
                .ignoring(NoSuchElementException.class, StaleElementReferenceException.class)
                .withMessage(() -> "It is " + value.get())
                .until(supplier -> {
                    T now = supplier.get();
                    return wanted.test(now) ? now : null;
                });
    }

    private WebElement find(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }

    private String textOf(String selector) {
        String text = browser.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
        return text.strip();
    }
}
