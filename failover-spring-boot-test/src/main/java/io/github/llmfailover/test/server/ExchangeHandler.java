package io.github.llmfailover.test.server;

import java.io.IOException;

/** Answers the requests of a {@link LoopbackServer}, each on the thread of its connection. */
public interface ExchangeHandler {

    /**
     * Answers one request.
     *
     * @throws IOException when the connection broke; there is nothing left to do for it
     */
    void handle(HttpRequest request, Exchange exchange) throws IOException;

    /** The JSON body for a request that was refused before it could be understood. */
    byte[] refusal(String path, int status, String message);
}
