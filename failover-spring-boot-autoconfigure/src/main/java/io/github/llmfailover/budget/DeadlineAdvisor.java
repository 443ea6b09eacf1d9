package io.github.llmfailover.budget;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverDeadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.core.Ordered;
import reactor.core.publisher.Flux;

/**
 * Makes the deadline of a {@code ChatClient} request that of all that is done for it: advisors, tools and however many
 * calls of the model there are. They see what is left of it by {@link FailoverDeadline#remaining()}. Where the request is
 * part of something that has to be done earlier, that holds.
 *
 * <p>A request without a deadline of its own goes on as it is.
 */
public final class DeadlineAdvisor implements CallAdvisor, StreamAdvisor {

    /** Creates the advisor. */
    public DeadlineAdvisor() {}

    @Override
    public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
        Duration deadline = deadline(request);
        return deadline == null
                ? chain.nextCall(request)
                : FailoverDeadline.within(deadline, () -> chain.nextCall(withoutOwn(request)));
    }

    @Override
    public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
        Duration deadline = deadline(request);
        return deadline == null
                ? chain.nextStream(request)
                : chain.nextStream(withoutOwn(request)).contextWrite(FailoverDeadline.within(deadline));
    }

    private static @Nullable Duration deadline(ChatClientRequest request) {
        return FailoverChatOptions.of(request.prompt().getOptions()).getDeadline();
    }

    /** Each call of the model would begin it anew. */
    private static ChatClientRequest withoutOwn(ChatClientRequest request) {
        Prompt prompt = request.prompt();
        FailoverChatOptions options = FailoverChatOptions.of(prompt.getOptions())
                .mutate()
                .deadline(null)
                .build();
        return request.mutate()
                .prompt(prompt.mutate().chatOptions(options).build())
                .build();
    }

    @Override
    public String getName() {
        return "llm-failover-deadline";
    }

    /** Before every other advisor. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
