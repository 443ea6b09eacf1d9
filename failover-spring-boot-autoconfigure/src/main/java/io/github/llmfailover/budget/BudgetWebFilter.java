package io.github.llmfailover.budget;

import io.github.llmfailover.FailoverDeadline;
import java.time.Instant;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives everything that is done for a request of a WebFlux application the time that its header says. */
public final class BudgetWebFilter implements WebFilter, Ordered {

    private final InboundBudget budget;

    /**
     * Creates the filter.
     *
     * @param budget reads the header
     */
    public BudgetWebFilter(InboundBudget budget) {
        this.budget = budget;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Instant deadline = budget.deadline(exchange.getRequest().getHeaders().getFirst(budget.header()));
        Mono<Void> answered = chain.filter(exchange);
        return deadline == null ? answered : answered.contextWrite(FailoverDeadline.at(deadline));
    }

    /** Early, since the time runs from here on. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 10;
    }
}
