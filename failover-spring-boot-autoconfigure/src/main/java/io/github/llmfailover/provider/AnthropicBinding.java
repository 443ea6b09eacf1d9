package io.github.llmfailover.provider;

import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.prompt.ChatOptions;
import reactor.core.scheduler.Schedulers;

/** Binds exchanges to an Anthropic client that has {@link ExchangeInterceptor}. */
final class AnthropicBinding extends OkHttpBinding {

    AnthropicBinding(boolean ours) {
        super(ours);
    }

    /** Spring AI pulls each stream on a thread of Reactor's, and holds it until the stream ends. */
    @Override
    public String cureOfDelay(Exchange exchange, int inFlight) {
        if (exchange.waitedMostlyToLeave()) {
            return super.cureOfDelay(exchange, inFlight);
        }
        int threads = Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE;
        return "Spring AI reads each Anthropic stream on a thread of Reactor's boundedElastic scheduler, which has "
                + threads + "; start the JVM with -Dreactor.schedulers.defaultBoundedElasticSize="
                + Math.max(2 * threads, inFlight) + " (" + inFlight + " requests are under way), or more.";
    }

    @Override
    ChatOptions withHeader(ChatOptions options, String name, String value) {
        AnthropicChatOptions own = (AnthropicChatOptions) options;
        return own.mutate().httpHeaders(with(own.getHttpHeaders(), name, value)).build();
    }
}
