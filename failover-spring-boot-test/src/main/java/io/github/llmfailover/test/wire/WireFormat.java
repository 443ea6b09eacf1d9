package io.github.llmfailover.test.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How one vendor's API looks on the wire. */
public interface WireFormat {

    /**
     * Reads the body of a request.
     *
     * @throws InvalidRequestException when the vendor would not take it
     */
    WireRequest read(JsonNode body) throws InvalidRequestException;

    /** The body of an answer that is not streamed. */
    byte[] body(Reply reply);

    /** The events of a streamed answer. */
    List<WireEvent> events(Reply reply);

    /** The error that stands for a problem with a request for a model. */
    WireError problem(Problem problem, String model);

    /** An error with the given status, in the wire's shape. */
    WireError status(int status, String message);

    /** An error in the middle of a stream; of the type that the vendor uses for overload where {@code type} is null. */
    WireEvent errorEvent(@Nullable String type);

    /** The body of the same error where the answer is not streamed. */
    byte[] errorBody(@Nullable String type);

    /** An event of this wire broken so that no client can parse it. */
    WireEvent malformed(WireEvent event);

    /** The media type of JSON answers. */
    String jsonType();

    /** The media type of streams. */
    String streamType();

    /** The headers that come with every answer. */
    Map<String, String> headers(Ids ids);

    /** The headers that report the state of the rate limits: how many requests or tokens are left until the reset. */
    Map<String, String> rateLimitHeaders(int remaining, Duration reset, Instant now);

    /** The headers that ask a client to come back later. */
    Map<String, String> retryAfterHeaders(Duration retryAfter);
}
