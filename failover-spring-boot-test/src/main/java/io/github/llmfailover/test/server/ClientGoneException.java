package io.github.llmfailover.test.server;

import java.io.IOException;

/** The client closed or reset the connection before its answer was finished. */
public final class ClientGoneException extends IOException {

    private static final long serialVersionUID = 1L;

    ClientGoneException(String message) {
        super(message);
    }

    ClientGoneException(IOException cause) {
        super(cause);
    }
}
