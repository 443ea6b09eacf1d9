package io.github.llmfailover.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.sample.SampleApplication;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The console where there are keys, and where the application goes away and comes back. */
@InBrowser
@Timeout(180)
class ConsoleOutageTest {

    @Test
    void application_goneAndBackWithKeys_isSaidAndShownAsItIsNow() {
        try (ProviderSimulator openai = ProviderSimulator.start();
                Browser browser = new Browser()) {
            openai.answers(Answer.text("Word after word after word after word after word."));
            openai.always(Behavior.pace(Duration.ofMillis(500)));
            ConfigurableApplicationContext app =
                    start("--server.port=0", "--sample.demo=true", "--server.shutdown=immediate");
            int port = app.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            ConsolePage page = ConsolePage.open(browser, port);
            page.eventually(() -> page.count("[data-does=kill]"), count -> count == 3);

            app.close();

            page.eventually(page::link, text -> text.matches("no connection, asking again in \\d+ s"));
            try (ConfigurableApplicationContext again = start(
                    "--server.port=" + port,
                    "--server.shutdown=immediate",
                    "--sample.demo=false",
                    "--spring.ai.openai.api-key=a-key",
                    "--spring.ai.openai.base-url=" + openai.baseUrl() + "/v1")) {
                page.eventually(page::link, "live"::equals);
                page.eventually(() -> page.count(".card"), count -> count == 1);
                page.eventually(
                        () -> page.count("[data-does=kill], [data-does=break], .suggestions button"),
                        count -> count == 0);
                assertThat(page.reach()).isEqualTo("There is no sign-in: this page listens on 127.0.0.1 only.");
                page.ask("hello");
                page.eventually(page::text, text -> text.startsWith("Word after"));
            }
            page.answered();
            assertThat(page.error()).contains("What is above is incomplete.");
            assertThat(page.text()).startsWith("Word after");
        }
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(SampleApplication.class)
                .properties("spring.main.banner-mode=off", "spring.ai.ollama.base-url=http://127.0.0.1:1")
                .run(arguments);
    }
}
