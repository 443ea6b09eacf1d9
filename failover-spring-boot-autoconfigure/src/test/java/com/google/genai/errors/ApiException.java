package com.google.genai.errors;

/** Stands in for the class of Google's SDK, with the accessors that it has. */
public class ApiException extends RuntimeException {

    private final int code;

    private final String status;

    private final String message;

    public ApiException(int code, String status, String message) {
        super(code + " " + status + ". " + message);
        this.code = code;
        this.status = status;
        this.message = message;
    }

    public int code() {
        return code;
    }

    public String status() {
        return status;
    }

    public String message() {
        return message;
    }
}
