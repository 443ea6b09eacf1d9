package io.github.llmfailover.degradation;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 over values, each with its type and length before it, so that no two different sequences of values are the
 * same sequence of bytes.
 */
final class CanonicalDigest implements Cloneable {

    private enum Type {
        NULL,
        TEXT,
        BYTES,
        NUMBER,
        BOOLEAN,
        LIST,
        MAP
    }

    private MessageDigest digest;

    CanonicalDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    /** Adds text; {@code null} is not the same as an empty one. */
    CanonicalDigest text(@Nullable String text) {
        return text == null ? begin(Type.NULL, 0) : bytes(Type.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    CanonicalDigest bytes(byte[] bytes) {
        return bytes(Type.BYTES, bytes);
    }

    /** Begins a list; its elements follow. */
    CanonicalDigest list(int size) {
        return begin(Type.LIST, size);
    }

    /**
     * Adds a value: text, number, boolean, enum constant, bytes, or a collection or map of such. Maps are sorted by their
     * keys.
     *
     * @throws UnkeyableException for anything else
     */
    CanonicalDigest value(@Nullable Object value) {
        if (value == null) {
            return begin(Type.NULL, 0);
        }
        if (value instanceof CharSequence text) {
            return text(text.toString());
        }
        if (value instanceof Number number) {
            return bytes(Type.NUMBER, plain(number).getBytes(StandardCharsets.UTF_8));
        }
        if (value instanceof Boolean bool) {
            return begin(Type.BOOLEAN, bool ? 1 : 0);
        }
        if (value instanceof Enum<?> constant) {
            return text(constant.name());
        }
        if (value instanceof byte[] bytes) {
            return bytes(bytes);
        }
        if (value instanceof Collection<?> collection) {
            list(collection.size());
            collection.forEach(this::value);
            return this;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put(String.valueOf(key), each));
            begin(Type.MAP, sorted.size());
            sorted.forEach((key, each) -> text(key).value(each));
            return this;
        }
        throw new UnkeyableException();
    }

    /** Returns the digest of what has been added so far, as hexadecimal digits. More may be added afterwards. */
    String hex() {
        return HexFormat.of().formatHex(clone().digest.digest());
    }

    @Override
    public CanonicalDigest clone() {
        try {
            CanonicalDigest copy = (CanonicalDigest) super.clone();
            copy.digest = (MessageDigest) digest.clone();
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The JVM's own SHA-256 can be copied", e);
        }
    }

    private CanonicalDigest bytes(Type type, byte[] bytes) {
        begin(type, bytes.length);
        digest.update(bytes);
        return this;
    }

    private CanonicalDigest begin(Type type, int length) {
        digest.update(
                ByteBuffer.allocate(5).put((byte) type.ordinal()).putInt(length).array());
        return this;
    }

    /** 1, 1.0 and 1e0 ask for the same. */
    private static String plain(Number number) {
        try {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException e) {
            return number.toString();
        }
    }

    /** There is something of which it cannot be told whether it is the same as something else. */
    static final class UnkeyableException extends RuntimeException {

        UnkeyableException() {
            super("A value of the request has no canonical form", null, false, false);
        }
    }
}
