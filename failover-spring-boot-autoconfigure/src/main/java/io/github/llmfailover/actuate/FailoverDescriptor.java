package io.github.llmfailover.actuate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint shows of everything.
 *
 * @param chains the providers of each chain in order of preference
 * @param providers each provider by name
 * @param retryBudget the budget for retries
 * @param recentEvents what happened last, newest first
 * @param drill the last drill; empty where there was none
 */
public record FailoverDescriptor(
        Map<String, List<String>> chains,
        Map<String, ProviderDescriptor> providers,
        RetryBudget retryBudget,
        List<RecentEvent> recentEvents,
        Optional<DrillDescriptor> drill)
        implements OperationResponseBody {

    /**
     * The budget for retries.
     *
     * @param available how much of it is left, in percent
     */
    public record RetryBudget(double available) {}
}
