package io.github.llmfailover.provider;

import io.github.llmfailover.failure.Quota;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Sits in the OkHttp client of an OpenAI or Anthropic client, finds out whose exchange a request is, by the thread that
 * makes a blocking call or by our token, which it takes off, and lets that exchange cancel the OkHttp call, which closes the connection at once in every phase. It runs when the call has passed
 * OkHttp's own queue, so the exchange departs here; and it sees the headers come and the body being read, so the exchange
 * knows when it is the provider that is waited for.
 */
final class ExchangeInterceptor implements Interceptor {

    static final ExchangeInterceptor INSTANCE = new ExchangeInterceptor(false);

    /** For clients of our own, in which requests must not queue before they leave. */
    static final ExchangeInterceptor UNQUEUED = new ExchangeInterceptor(true);

    private final boolean unqueued;

    private ExchangeInterceptor(boolean unqueued) {
        this.unqueued = unqueued;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        String token = request.header(OkHttpExchanges.HEADER);
        if (token == null || !OkHttpExchanges.isToken(token)) {
            Exchange called = CallInterrupt.current();
            return called == null ? chain.proceed(request) : call(chain, request, called);
        }
        Exchange streamed = OkHttpExchanges.find(token);
        if (streamed == null) {
            // The client repeats a request that nobody waits for any more.
            throw new IOException("The exchange has ended");
        }
        return exchange(
                chain, request.newBuilder().removeHeader(OkHttpExchanges.HEADER).build(), streamed);
    }

    private Response call(Chain chain, Request request, Exchange exchange) throws IOException {
        try {
            return exchange(chain, request, exchange);
        } catch (IOException e) {
            if (exchange.isAborted()) {
                throw aborted(e);
            }
            throw e;
        }
    }

    private Response exchange(Chain chain, Request request, Exchange exchange) throws IOException {
        Call call = chain.call();
        if (unqueued) {
            OwnHttpClients.liftLimit(call);
        }
        exchange.onAbort(call::cancel);
        exchange.departed();
        return watched(chain.proceed(request), exchange);
    }

    /** An error's body is not watched: where the client repeats the request, its pauses are the provider's doing. */
    private static Response watched(Response response, Exchange exchange) {
        ResponseBody body = response.body();
        if (body == null || !response.isSuccessful()) {
            return response;
        }
        exchange.responded();
        Headers headers = response.headers();
        for (int i = 0; i < headers.size(); i++) {
            if (Quota.isUsedUp(headers.name(i), headers.value(i))) {
                exchange.usedUp(headers::values);
                break;
            }
        }
        return response.newBuilder().body(new WatchedBody(body, exchange)).build();
    }

    /**
     * The clients repeat a request after an {@link IOException}, with growing pauses, where their own retries are on. A
     * blocked caller must not wait for that.
     */
    private static CancellationException aborted(IOException cause) {
        CancellationException aborted = new CancellationException("The request was aborted");
        aborted.initCause(cause);
        return aborted;
    }
}
