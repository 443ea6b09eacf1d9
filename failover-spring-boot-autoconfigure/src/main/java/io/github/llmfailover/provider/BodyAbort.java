package io.github.llmfailover.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Lets an exchange close the body of its response. The JDK's HTTP client hears an interrupt while it waits for the
 * headers; while it waits for the body, JDK 17 swallows the interrupt and waits on. Closing the body from another thread
 * wakes the reader on every JDK.
 */
final class BodyAbort implements ClientHttpRequestInterceptor {

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        ClientHttpResponse response = execution.execute(request, body);
        Exchange exchange = CallInterrupt.current();
        if (exchange != null) {
            // Not the response's own close, which first reads what is left of the body.
            InputStream content = response.getBody();
            exchange.onAbort(() -> close(content));
        }
        return response;
    }

    private static void close(InputStream content) {
        try {
            content.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
