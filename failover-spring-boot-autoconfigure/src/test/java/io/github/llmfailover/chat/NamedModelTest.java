package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.ProviderState;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;

/** A model that one caller names must not take the provider away from the others. */
class NamedModelTest {

    private static ChatModel refusing(String model, HttpStatus status) {
        return prompt -> {
            ChatOptions options = prompt.getOptions();
            if (options != null && model.equals(options.getModel())) {
                throw HttpClientErrorException.create(
                        status, status.name(), HttpHeaders.EMPTY, new byte[0], StandardCharsets.UTF_8);
            }
            return FakeModel.whole("fine");
        };
    }

    private static String servedBy(FakeChain chain, @Nullable String model) {
        Prompt prompt =
                new Prompt("hello", FailoverChatOptions.builder().model(model).build());
        return Objects.requireNonNull(
                FailoverReport.of(chain.model().call(prompt)).provider());
    }

    @Test
    void rateLimit_ofANamedModel_leavesTheProviderToOthers() {
        try (FakeChain chain =
                new FakeChain(refusing("big-model", HttpStatus.TOO_MANY_REQUESTS), FakeModel.answering("hello"))) {
            assertThat(servedBy(chain, "big-model")).isEqualTo("b");
            assertThat(servedBy(chain, null)).isEqualTo("a");
            assertThat(servedBy(chain, "small-model")).isEqualTo("a");

            assertThat(chain.health("a").state()).isEqualTo(ProviderState.CLOSED);
            assertThat(chain.health("a").otherModels()).containsOnlyKeys("big-model");
            assertThat(servedBy(chain, "big-model")).isEqualTo("b");
            assertThat(chain.health("a").failed()).as("asked once").isEqualTo(1);
        }
    }

    @Test
    void unknownModel_thatACallerNames_coolsNothing() {
        try (FakeChain chain =
                new FakeChain(refusing("no-such-model", HttpStatus.NOT_FOUND), FakeModel.answering("hello"))) {
            for (int i = 0; i < 20; i++) {
                assertThat(servedBy(chain, "no-such-model")).isEqualTo("b");
            }

            assertThat(servedBy(chain, null)).isEqualTo("a");
            assertThat(chain.health("a").failed()).as("asked each time").isEqualTo(20);
            assertThat(chain.health("a").otherModels()).isEmpty();
        }
    }
}
