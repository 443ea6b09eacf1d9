package io.github.llmfailover.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that sees every byte, and how the connection ended. */
final class RawClient implements AutoCloseable {

    static final String OPENAI_STREAM =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    static final String OPENAI_CALL = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private static final int READ_MILLIS = 10_000;

    private final Socket socket;

    /** How a connection ended. */
    enum End {
        CLOSED,
        RESET
    }

    /** All that was received until the connection ended. */
    record Received(String text, End end) {

        String head() {
            return text.substring(0, Math.max(0, text.indexOf("\r\n\r\n")));
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }
    }

    RawClient(ProviderSimulator simulator) {
        this(simulator.port());
    }

    RawClient(int port) {
        try {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(READ_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: simulator\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    static String postAndClose(String path, String body) {
        return post(path, body).replace("Host:", "Connection: close\r\nHost:");
    }

    RawClient send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the connection ends. */
    Received readAll() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        End end = End.CLOSED;
        try {
            InputStream input = socket.getInputStream();
            int next = input.read();
            while (next >= 0) {
                bytes.write(next);
                next = input.read();
            }
        } catch (SocketException e) {
            end = End.RESET;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Received(bytes.toString(StandardCharsets.UTF_8), end);
    }

    /** Reads until this text has been received. */
    String readUntil(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            InputStream input = socket.getInputStream();
            while (!bytes.toString(StandardCharsets.UTF_8).contains(text)) {
                int next = input.read();
                if (next < 0) {
                    throw new IllegalStateException("The connection ended after " + bytes);
                }
                bytes.write(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
