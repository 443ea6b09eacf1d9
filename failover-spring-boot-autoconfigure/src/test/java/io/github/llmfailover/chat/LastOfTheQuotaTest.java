package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/** A provider whose answer says that nothing is left of its quota is not asked until there is, over real sockets. */
@Timeout(60)
class LastOfTheQuotaTest {

    private static String served(LiveChain chain, boolean streamed) {
        Prompt prompt = new Prompt("Hello.");
        if (!streamed) {
            return FailoverReport.of(chain.model().call(prompt)).provider();
        }
        List<ChatResponse> chunks = chain.model().stream(prompt).collectList().block(Duration.ofSeconds(20));
        return FailoverReport.of(chunks.get(chunks.size() - 1)).provider();
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, false", "OPENAI, true", "ANTHROPIC, false", "ANTHROPIC, true"})
    void lastAnswerOfTheQuota_nextRequestsGoToTheBackup_untilTheReset(LiveClient client, boolean streamed) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).next(Behavior.withRateLimitHeaders(0, Duration.ofSeconds(40)));
            assertThat(served(chain, streamed)).isEqualTo(client.provider());

            assertThat(served(chain, streamed)).isEqualTo(client.next().provider());
            assertThat(chain.simulator(0).requestCount()).isEqualTo(1);
            assertThat(chain.healths().get(client.provider()).snapshot().failed())
                    .isZero();

            chain.time().jump(Duration.ofSeconds(41));
            assertThat(served(chain, streamed)).isEqualTo(client.provider());
            assertThat(chain.healths().get(client.provider()).state()).isEqualTo(ProviderState.CLOSED);
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, false", "OPENAI, true", "ANTHROPIC, false", "ANTHROPIC, true"})
    void answerWithQuotaLeft_changesNothing(LiveClient client, boolean streamed) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).always(Behavior.withRateLimitHeaders(1, Duration.ofSeconds(40)));

            assertThat(served(chain, streamed)).isEqualTo(client.provider());
            assertThat(served(chain, streamed)).isEqualTo(client.provider());
        }
    }
}
