package io.github.llmfailover.budget;

import io.github.llmfailover.FailoverDeadline;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives everything that is done for a request of a servlet application the time that its header says, on the thread that
 * serves it and on whichever one takes it up again.
 */
public final class BudgetServletFilter extends OncePerRequestFilter implements Ordered {

    private static final String DEADLINE = BudgetServletFilter.class.getName() + ".deadline";

    private final InboundBudget budget;

    /**
     * Creates the filter.
     *
     * @param budget reads the header
     */
    public BudgetServletFilter(InboundBudget budget) {
        this.budget = budget;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Instant deadline = deadline(request);
        if (deadline == null) {
            chain.doFilter(request, response);
            return;
        }
        Failed failed = FailoverDeadline.at(deadline, () -> {
            try {
                chain.doFilter(request, response);
                return null;
            } catch (IOException e) {
                return new Failed(e, null);
            } catch (ServletException e) {
                return new Failed(null, e);
            }
        });
        if (failed != null && failed.io() != null) {
            throw failed.io();
        }
        if (failed != null && failed.servlet() != null) {
            throw failed.servlet();
        }
    }

    private record Failed(
            @Nullable IOException io, @Nullable ServletException servlet) {}

    /** The same for a request that comes back from another thread: its time began when it arrived. */
    private @Nullable Instant deadline(HttpServletRequest request) {
        if (request.getAttribute(DEADLINE) instanceof Instant known) {
            return known;
        }
        Instant deadline = budget.deadline(request.getHeader(budget.header()));
        if (deadline != null) {
            request.setAttribute(DEADLINE, deadline);
        }
        return deadline;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    /** Early, since the time runs from here on. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 10;
    }
}
