package com.google.genai.errors;

/** Stands in for the class of Google's SDK. */
public final class GenAiIOException extends RuntimeException {

    public GenAiIOException(String message, Throwable cause) {
        super(message, cause);
    }
}
