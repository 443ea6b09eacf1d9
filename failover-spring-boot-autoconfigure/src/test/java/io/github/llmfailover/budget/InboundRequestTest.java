package io.github.llmfailover.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.FailoverDeadline;
import io.github.llmfailover.time.TimeSource;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

/** How the time of an inbound request gets to those who serve it. */
class InboundRequestTest {

    private final InboundBudget budget =
            new InboundBudget("x-budget", null, Duration.ofMinutes(1), TimeSource.system());

    private final AtomicReference<@Nullable Duration> seen = new AtomicReference<>();

    @Test
    void webFlux_subscriberSeesWhatIsLeft_andWithoutTheHeaderNothing() {
        BudgetWebFilter filter = new BudgetWebFilter(budget);
        for (boolean there : new boolean[] {true, false}) {
            MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/ask");
            filter.filter(
                            MockServerWebExchange.from(there ? request.header("X-Budget", "30000") : request),
                            exchange -> Mono.deferContextual(context -> {
                                seen.set(FailoverDeadline.remaining(context));
                                return Mono.empty();
                            }))
                    .block();

            if (there) {
                assertThat(seen.get()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
            } else {
                assertThat(seen.get()).isNull();
            }
        }
    }

    @Test
    void servlet_threadSeesWhatIsLeft_alsoWhereTheRequestComesBackFromAnotherThread() throws Exception {
        BudgetServletFilter filter = new BudgetServletFilter(budget);
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("X-Budget", "30000");
        AtomicReference<@Nullable Instant> deadline = new AtomicReference<>();
        FilterChain chain = (each, response) -> {
            seen.set(FailoverDeadline.remaining());
            deadline.set(FailoverDeadline.current());
        };
        filter.doFilter(request, new MockHttpServletResponse(), chain);
        Instant first = deadline.get();

        assertThat(seen.get()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
        assertThat(FailoverDeadline.current()).isNull();

        request.setDispatcherType(jakarta.servlet.DispatcherType.ASYNC);
        deadline.set(null);
        filter.doFilter(request, new MockHttpServletResponse(), chain);
        assertThat(deadline.get()).isNotNull().isEqualTo(first);
    }

    @Test
    void servlet_whatTheApplicationThrows_isThrown() {
        BudgetServletFilter filter = new BudgetServletFilter(budget);
        for (Exception failure :
                new Exception[] {new IOException(), new ServletException(), new IllegalStateException()}) {
            MockHttpServletRequest request = new MockHttpServletRequest();
            request.addHeader("X-Budget", "30000");
            assertThatThrownBy(() -> filter.doFilter(request, new MockHttpServletResponse(), (each, response) -> {
                        if (failure instanceof IOException io) {
                            throw io;
                        }
                        if (failure instanceof ServletException servlet) {
                            throw servlet;
                        }
                        throw (IllegalStateException) failure;
                    }))
                    .isSameAs(failure);
            assertThat(FailoverDeadline.current()).isNull();
        }
    }
}
