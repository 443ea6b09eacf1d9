package io.github.llmfailover.provider;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.StreamUtils;
import org.springframework.web.client.ResponseErrorHandler;
import org.springframework.web.client.RestClientResponseException;

/**
 * Turns an error response to Spring AI's {@code RestClient}s (Ollama, Mistral, DeepSeek) into the same exceptions with
 * the same texts as Spring AI's own handler, and keeps what that one drops: status, headers and body stand in the cause, a
 * {@link RestClientResponseException}. So {@code Retry-After} reaches whoever classifies the failure. The cause's message
 * is the status alone, so that a logged stack trace says no more than it did.
 */
public final class ResponseKeepingErrorHandler implements ResponseErrorHandler {

    private final IntPredicate isTransient;

    /**
     * Creates a handler.
     *
     * @param isTransient whether an error with this HTTP status becomes a {@link TransientAiException}, which Spring AI's
     *     retry template repeats, rather than a {@link NonTransientAiException}
     */
    public ResponseKeepingErrorHandler(IntPredicate isTransient) {
        this.isTransient = isTransient;
    }

    @Override
    public boolean hasError(ClientHttpResponse response) throws IOException {
        return response.getStatusCode().isError();
    }

    /**
     * Throws where the response is an error.
     *
     * @throws TransientAiException where repeating it may help
     * @throws NonTransientAiException where it may not
     * @throws IOException where the response cannot be read
     */
    @Override
    public void handleError(URI url, HttpMethod method, ClientHttpResponse response) throws IOException {
        HttpStatusCode status = response.getStatusCode();
        if (!status.isError()) {
            return;
        }
        byte[] body = StreamUtils.copyToByteArray(response.getBody());
        HttpHeaders headers = new HttpHeaders();
        headers.addAll(response.getHeaders());
        RestClientResponseException kept = new RestClientResponseException(
                "HTTP " + status.value(), status, "", headers, body, StandardCharsets.UTF_8);
        String text = body.length == 0 ? "No response body available" : new String(body, StandardCharsets.UTF_8);
        String message = "HTTP " + status.value() + " - " + text;
        throw isTransient.test(status.value())
                ? new TransientAiException(message, kept)
                : new NonTransientAiException(message, kept);
    }
}
