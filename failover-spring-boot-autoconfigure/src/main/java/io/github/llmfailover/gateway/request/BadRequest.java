package io.github.llmfailover.gateway.request;

import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be honoured. The message names the place in the request and says what to write instead; it never
 * repeats what the request holds.
 */
public final class BadRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    private final @Nullable String param;

    private final String code;

    /**
     * Creates the exception.
     *
     * @param status the HTTP status, of the 400s
     * @param param the path of the field at fault, such as {@code messages[3].role}; {@code null} for the whole request
     * @param code OpenAI's code of the error
     * @param message what to write instead, in full sentences
     */
    public BadRequest(int status, @Nullable String param, String code, String message) {
        // A stack trace would only say which check refused it, at a price that a hostile client could make us pay.
        super(message, null, false, false);
        this.status = status;
        this.param = param;
        this.code = code;
    }

    static BadRequest missing(String path, String instead) {
        return new BadRequest(400, path, "missing_required_parameter", "'" + path + "' is missing. " + instead);
    }

    static BadRequest wrongType(String path, String expected) {
        return new BadRequest(400, path, "invalid_type", "'" + path + "' must be " + expected + ".");
    }

    static BadRequest wrongValue(String path, String instead) {
        return new BadRequest(400, path, "invalid_value", "'" + path + "' " + instead);
    }

    static BadRequest unsupported(String path, String instead) {
        return new BadRequest(400, path, "unsupported_parameter", "'" + path + "' is not supported here. " + instead);
    }

    /** Returns the HTTP status to answer with, of the 400s. */
    public int status() {
        return status;
    }

    /** Returns the path of the field at fault, such as {@code messages[3].role}; {@code null} for the whole request. */
    public @Nullable String param() {
        return param;
    }

    /** Returns OpenAI's code of the error. */
    public String code() {
        return code;
    }
}
