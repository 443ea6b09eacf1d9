package io.github.llmfailover.test.server;

import java.io.IOException;

/** What arrived is not a request that this server takes; the connection is of no further use. */
final class BadHttpException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String path;

    BadHttpException(int status, String path, String message) {
        super(message);
        this.status = status;
        this.path = path;
    }

    int status() {
        return status;
    }

    /** The path of the request, empty if it was not understood that far. */
    String path() {
        return path;
    }
}
