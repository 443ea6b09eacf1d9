package io.github.llmfailover.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverDeadline;
import io.github.llmfailover.chat.LiveChain;
import io.github.llmfailover.chat.LiveClient;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.tool.annotation.Tool;
import reactor.core.publisher.Flux;

/** What is left of a deadline, as advisors and tools of a ChatClient see it, with a real client over a real socket. */
@Timeout(60)
class ChatClientBudgetTest {

    private static final Duration BUDGET = Duration.ofSeconds(40);

    private final LiveChain chain = new LiveChain(LiveClient.OPENAI);

    private final Weather weather = new Weather();

    private final Watching watching = new Watching();

    @AfterEach
    void close() {
        chain.close();
    }

    /** A tool that looks at the time. */
    static final class Weather {

        final List<Instant> deadlines = new CopyOnWriteArrayList<>();

        final List<Duration> left = new CopyOnWriteArrayList<>();

        @Tool(description = "The weather")
        String weather() {
            Instant deadline = FailoverDeadline.current();
            deadlines.add(deadline == null ? Instant.MIN : deadline);
            Duration remaining = FailoverDeadline.remaining();
            left.add(remaining == null ? Duration.ofDays(999) : remaining);
            return "sunny";
        }
    }

    /** An advisor that does. */
    static final class Watching implements CallAdvisor, StreamAdvisor {

        final List<Duration> left = new CopyOnWriteArrayList<>();

        @Override
        public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
            Duration remaining = FailoverDeadline.remaining();
            left.add(remaining == null ? Duration.ofDays(999) : remaining);
            return chain.nextCall(request);
        }

        @Override
        public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
            return Flux.deferContextual(context -> {
                Duration remaining = FailoverDeadline.remaining(context);
                left.add(remaining == null ? Duration.ofDays(999) : remaining);
                return chain.nextStream(request);
            });
        }

        @Override
        public String getName() {
            return "watching";
        }

        @Override
        public int getOrder() {
            return 0;
        }
    }

    private String ask(CallMode mode, ChatClient.ChatClientRequestSpec request) {
        return mode == CallMode.CALL
                ? String.valueOf(request.call().content())
                : String.join("", request.stream().content().collectList().block(Duration.ofSeconds(30)));
    }

    private ChatClient.ChatClientRequestSpec request(DeadlineAdvisor... own) {
        chain.simulator(0)
                .answers(request ->
                        request.messages().size() > 2 ? Answer.text("It is sunny.") : Answer.toolCall("weather", "{}"));
        return ChatClient.builder(chain.model())
                .defaultAdvisors(own)
                .defaultAdvisors(watching)
                .build()
                .prompt("How is the weather?")
                .tools(weather);
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void deadlineOfTheRequest_isSeenByAdvisorsAndTools_andIsOneForAllRounds(CallMode mode) {
        String answer = ask(
                mode,
                request(new DeadlineAdvisor())
                        .options(FailoverChatOptions.builder().deadline(BUDGET)));

        assertThat(answer).isEqualTo("It is sunny.");
        assertThat(watching.left).allSatisfy(left -> assertThat(left).isBetween(Duration.ofMillis(1), BUDGET));
        assertThat(weather.left).hasSize(1).allSatisfy(left -> assertThat(left)
                .isBetween(Duration.ofMillis(1), BUDGET));
        assertThat(FailoverDeadline.current()).isNull();
    }

    @Test
    void roundAfterTheDeadline_isNotMade() {
        assertThatThrownBy(() -> ask(
                        CallMode.CALL,
                        request(new DeadlineAdvisor())
                                .options(FailoverChatOptions.builder().deadline(Duration.ofMillis(400)))
                                .advisors(new Holding(chain))))
                .isInstanceOf(DeadlineExceededException.class);

        assertThat(chain.simulator(0).requestCount()).isEqualTo(1);
    }

    /** Makes the provider hang. */
    private record Holding(LiveChain chain) implements CallAdvisor {

        @Override
        public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain next) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            return next.nextCall(request);
        }

        @Override
        public String getName() {
            return "holding";
        }

        @Override
        public int getOrder() {
            return 1;
        }
    }

    @Test
    void whatTheRequestIsPartOf_endsIt_whereThatIsEarlier() {
        String answer = FailoverDeadline.within(
                Duration.ofSeconds(20),
                () -> ask(
                        CallMode.CALL,
                        request(new DeadlineAdvisor())
                                .options(FailoverChatOptions.builder().deadline(BUDGET))));

        assertThat(answer).isEqualTo("It is sunny.");
        assertThat(weather.left).allSatisfy(left -> assertThat(left).isLessThanOrEqualTo(Duration.ofSeconds(20)));
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void requestWithoutADeadline_goesOnAsItIs(CallMode mode) {
        assertThat(ask(mode, request(new DeadlineAdvisor()))).isEqualTo("It is sunny.");
        assertThat(weather.deadlines).containsExactly(Instant.MIN);
    }
}
