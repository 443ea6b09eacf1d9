package io.github.llmfailover.provider;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sits in the OkHttp client of an OpenAI or Anthropic client, takes our token off each request, and lets the token's
 * exchange cancel the OkHttp call, which closes the connection at once in every phase. It runs when the call has passed
 * OkHttp's own queue, so the exchange departs here.
 */
final class ExchangeInterceptor implements Interceptor {

    static final ExchangeInterceptor INSTANCE = new ExchangeInterceptor();

    private ExchangeInterceptor() {}

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        String token = request.header(OkHttpExchanges.HEADER);
        if (token == null || !OkHttpExchanges.isToken(token)) {
            return chain.proceed(request);
        }
        OkHttpExchanges.Entry entry = OkHttpExchanges.find(token);
        if (entry == null) {
            // The client repeats a request that nobody waits for any more.
            throw new IOException("The exchange has ended");
        }
        Exchange exchange = entry.exchange();
        Call call = chain.call();
        exchange.onAbort(call::cancel);
        exchange.departed();
        try {
            return chain.proceed(
                    request.newBuilder().removeHeader(OkHttpExchanges.HEADER).build());
        } catch (IOException e) {
            if (exchange.isAborted() && entry.blocking()) {
                throw aborted(e);
            }
            throw e;
        }
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
