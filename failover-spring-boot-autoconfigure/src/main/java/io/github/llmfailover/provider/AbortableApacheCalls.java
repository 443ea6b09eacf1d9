package io.github.llmfailover.provider;

import io.github.llmfailover.failure.Quota;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;

/**
 * Closes the connection of a blocking request on Apache's HTTP client when the exchange that its thread works for is
 * aborted: that client does not hear an interrupt while it waits for an answer. Does nothing to other requests.
 */
public final class AbortableApacheCalls implements ExecChainHandler {

    private static final String NAME = "llm-failover";

    private AbortableApacheCalls() {}

    /** Has a client's calls aborted with their exchanges, and keeps it from repeating requests by itself. */
    public static void prepare(HttpClientBuilder client) {
        client.disableAutomaticRetries().addExecInterceptorFirst(NAME, new AbortableApacheCalls());
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Exchange exchange = CallInterrupt.current();
        if (exchange == null) {
            return chain.proceed(request, scope);
        }
        exchange.onAbort(scope.execRuntime::discardEndpoint);
        ClassicHttpResponse response = chain.proceed(request, scope);
        if (response.getCode() / 100 == 2) {
            noteQuota(response, exchange);
        }
        return response;
    }

    private static void noteQuota(ClassicHttpResponse response, Exchange exchange) {
        for (Header header : response.getHeaders()) {
            if (Quota.isUsedUp(header.getName(), header.getValue())) {
                exchange.usedUp(name -> Arrays.stream(response.getHeaders(name))
                        .map(Header::getValue)
                        .toList());
                return;
            }
        }
    }
}
