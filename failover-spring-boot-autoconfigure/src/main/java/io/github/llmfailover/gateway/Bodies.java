package io.github.llmfailover.gateway;

import io.github.llmfailover.time.TimeSource;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the bodies of requests, which may be anything: too long, too slow, cut off, no text, no JSON. */
final class Bodies {

    /** What is longer is read beside the event loop, which has others to serve. */
    private static final int SHORT = 64 * 1024;

    /** The last of two fields of the same name would win without a word. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final int limit;

    private final Duration timeout;

    private final TimeSource time;

    private final Scheduler workers;

    Bodies(GatewaySettings settings, Executor workers, TimeSource time) {
        this.limit = settings.maxBodyBytes();
        this.timeout = settings.bodyTimeout();
        this.time = time;
        this.workers = Schedulers.fromExecutor(workers);
    }

    /**
     * Reads a request's body.
     *
     * @return the body; ends in a {@link Refusal} where it is not an acceptable JSON text
     */
    Mono<JsonNode> read(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        checkType(headers);
        if (headers.getContentLength() > limit) {
            return Mono.error(Refusal.bodyTooLarge(limit));
        }
        Mono<byte[]> bytes = DataBufferUtils.join(request.getBody(), limit)
                .map(Bodies::bytes)
                .onErrorMap(DataBufferLimitException.class, e -> Refusal.bodyTooLarge(limit))
                .defaultIfEmpty(new byte[0]);
        return Timer.limit(bytes, time, timeout, () -> Refusal.bodyTooSlow(timeout))
                .flatMap(body -> body.length <= SHORT
                        ? Mono.fromCallable(() -> parse(body))
                        : Mono.fromCallable(() -> parse(body)).subscribeOn(workers));
    }

    private static void checkType(HttpHeaders headers) {
        MediaType type;
        try {
            type = headers.getContentType();
        } catch (RuntimeException e) {
            throw Refusal.wrongMediaType("The header 'Content-Type' cannot be read; it must be application/json.");
        }
        // Anything else would also let a page in a browser send requests to a gateway on its user's machine.
        if (type == null || !type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
            throw Refusal.wrongMediaType("The header 'Content-Type' must be application/json.");
        }
        if (type.getCharset() != null && !type.getCharset().equals(StandardCharsets.UTF_8)) {
            throw Refusal.wrongMediaType("The body must be encoded as UTF-8.");
        }
        String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Refusal.wrongMediaType("The body must not be compressed.");
        }
    }

    private static byte[] bytes(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    /** The messages of the parser quote the text, so they stay inside. */
    static JsonNode parse(byte[] body) {
        try {
            // Decoded first, because the parser lets some byte sequences pass that are no UTF-8.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            JsonNode json = JSON.readTree(text);
            if (!json.isObject()) {
                throw Refusal.badRequest("invalid_json", null, "The body must be a JSON object.");
            }
            return json;
        } catch (CharacterCodingException e) {
            throw Refusal.badRequest("invalid_utf8", null, "The body is not valid UTF-8.");
        } catch (StreamConstraintsException e) {
            throw Refusal.badRequest(
                    "invalid_json", null, "The body's JSON is nested too deeply, or has too long a name or number.");
        } catch (JacksonException e) {
            throw Refusal.badRequest(
                    "invalid_json",
                    null,
                    e.getLocation() == null
                            ? "The body is not valid JSON."
                            : "The body is not valid JSON: line %d, column %d."
                                    .formatted(
                                            e.getLocation().getLineNr(),
                                            e.getLocation().getColumnNr()));
        }
    }
}
