package com.google.genai.errors;

/** Stands in for the class of Google's SDK. */
public class ClientException extends ApiException {

    public ClientException(int code, String status, String message) {
        super(code, status, message);
    }
}
