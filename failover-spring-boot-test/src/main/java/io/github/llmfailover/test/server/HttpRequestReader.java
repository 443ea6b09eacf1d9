package io.github.llmfailover.test.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one request after the other from a connection, and believes nothing that a client says about sizes. */
final class HttpRequestReader {

    private static final int MOST_HEAD_BYTES = 64 * 1024;
    private static final int MOST_BODY_BYTES = 64 * 1024 * 1024;

    private final ConnectionInput input;
    private int headBytes;
    private String path = "";

    HttpRequestReader(ConnectionInput input) {
        this.input = input;
    }

    /**
     * The next request, or null when the client has closed the connection between two requests.
     *
     * @throws BadHttpException when it is no request, or one that this server refuses
     */
    @Nullable
    HttpRequest next() throws IOException {
        headBytes = 0;
        path = "";
        String line = line();
        // RFC 9112, 2.2: an empty line before the request line is to be ignored.
        while (line != null && line.isEmpty()) {
            line = line();
        }
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || parts[0].isEmpty() || !parts[2].startsWith("HTTP/1.")) {
            throw new BadHttpException(400, "", "Malformed request line");
        }
        path = pathOf(parts[1]);
        Map<String, List<String>> headers = headers();
        if (headers.containsKey("Expect")) {
            throw new BadHttpException(417, path, "Expectations are not supported: send the body right away");
        }
        byte[] body = body(headers);
        return new HttpRequest(parts[0], path, headers, body, keepAlive(parts[2], headers));
    }

    private static String pathOf(String target) {
        String path = target;
        int scheme = path.indexOf("://");
        if (scheme > 0) {
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); line == null || !line.isEmpty(); line = line()) {
            if (line == null) {
                throw new EOFException("The connection ended inside the headers");
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new BadHttpException(400, path, "Malformed header line");
            }
            headers.computeIfAbsent(line.substring(0, colon).trim(), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).trim());
        }
        headers.replaceAll((name, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(headers);
    }

    private static boolean keepAlive(String version, Map<String, List<String>> headers) {
        String connection =
                String.join(",", headers.getOrDefault("Connection", List.of())).toLowerCase(Locale.ROOT);
        return version.equals("HTTP/1.0") ? connection.contains("keep-alive") : !connection.contains("close");
    }

    private byte[] body(Map<String, List<String>> headers) throws IOException {
        List<String> coding = headers.get("Transfer-Encoding");
        List<String> length = headers.get("Content-Length");
        if (coding != null) {
            if (!coding.equals(List.of("chunked")) || length != null) {
                throw new BadHttpException(400, path, "Only a single Transfer-Encoding 'chunked' is understood");
            }
            return chunkedBody();
        }
        if (length == null) {
            return new byte[0];
        }
        if (length.size() > 1) {
            throw new BadHttpException(400, path, "More than one Content-Length");
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        copy(size(length.get(0), 10), body);
        return body.toByteArray();
    }

    private byte[] chunkedBody() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            headBytes = 0;
            String line = lineInside();
            int extension = line.indexOf(';');
            int size = size(extension < 0 ? line : line.substring(0, extension), 16);
            if (size == 0) {
                break;
            }
            if (size > MOST_BODY_BYTES - body.size()) {
                throw new BadHttpException(413, path, "The request body is too large");
            }
            copy(size, body);
            if (!lineInside().isEmpty()) {
                throw new BadHttpException(400, path, "Malformed chunk");
            }
        }
        while (!lineInside().isEmpty()) {
            // Trailers say nothing that this server wants to know.
        }
        return body.toByteArray();
    }

    private int size(String text, int radix) throws BadHttpException {
        String digits = text.trim();
        // parseLong takes signs, which are no digits here.
        if (digits.isEmpty() || digits.length() > 12 || Character.digit(digits.charAt(0), radix) < 0) {
            throw new BadHttpException(400, path, "Malformed length of the body");
        }
        try {
            long size = Long.parseLong(digits, radix);
            if (size > MOST_BODY_BYTES) {
                throw new BadHttpException(413, path, "The request body is too large");
            }
            return (int) size;
        } catch (NumberFormatException e) {
            throw new BadHttpException(400, path, "Malformed length of the body");
        }
    }

    private void copy(int size, ByteArrayOutputStream body) throws IOException {
        byte[] part = new byte[Math.min(size, 8192)];
        int left = size;
        while (left > 0) {
            int count = input.read(part, 0, Math.min(left, part.length));
            if (count < 0) {
                throw new EOFException("The connection ended inside the body");
            }
            body.write(part, 0, count);
            left -= count;
        }
    }

    private String lineInside() throws IOException {
        String line = line();
        if (line == null) {
            throw new EOFException("The connection ended inside the body");
        }
        return line;
    }

    /** A line without its end, or null when the connection ended before its first byte. */
    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        int next = input.read();
        if (next < 0) {
            return null;
        }
        while (next != '\n') {
            if (next < 0) {
                throw new EOFException("The connection ended inside a line");
            }
            if (++headBytes > MOST_HEAD_BYTES) {
                throw new BadHttpException(431, path, "The request headers are too large");
            }
            line.write(next);
            next = input.read();
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
