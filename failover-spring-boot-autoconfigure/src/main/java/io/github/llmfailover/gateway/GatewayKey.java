package io.github.llmfailover.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * A key that the gateway accepts, kept as its SHA-256 only, and what its owner may use. Shows its name and nothing of the
 * key.
 */
public final class GatewayKey {

    private final String name;

    private final byte[] sha256;

    private final Set<String> chains;

    private final Set<String> tags;

    private GatewayKey(String name, byte[] sha256, Set<String> chains, Set<String> tags) {
        this.name = name;
        this.sha256 = sha256;
        this.chains = Set.copyOf(chains);
        this.tags = Set.copyOf(tags);
    }

    /**
     * Creates a key from itself.
     *
     * @param name what it is called, for people
     * @param key the key; it is not kept
     * @param chains the chains that it may use; empty for all
     * @param tags the tags that every provider must have which serves it; empty for none
     */
    public static GatewayKey of(String name, String key, Set<String> chains, Set<String> tags) {
        return new GatewayKey(name, hash(key), chains, tags);
    }

    /**
     * Creates a key from its hash.
     *
     * @param name what it is called, for people
     * @param sha256 the SHA-256 of the key's UTF-8 bytes, as 64 hexadecimal digits
     * @param chains the chains that it may use; empty for all
     * @param tags the tags that every provider must have which serves it; empty for none
     * @throws IllegalArgumentException where the hash is none; the message does not show it
     */
    public static GatewayKey ofSha256(String name, String sha256, Set<String> chains, Set<String> tags) {
        if (!isSha256(sha256)) {
            throw new IllegalArgumentException("The SHA-256 of key '" + name + "' must be 64 hexadecimal digits");
        }
        return new GatewayKey(name, HexFormat.of().parseHex(sha256), chains, tags);
    }

    /** Whether a text has the form of a SHA-256. */
    public static boolean isSha256(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    /** Whether two entries stand for the same key. */
    public boolean isSameKeyAs(GatewayKey other) {
        return matches(other.sha256);
    }

    String name() {
        return name;
    }

    Set<String> chains() {
        return chains;
    }

    Set<String> tags() {
        return tags;
    }

    /** Compares in a time that does not depend on where the two differ. */
    boolean matches(byte[] presentedSha256) {
        return MessageDigest.isEqual(sha256, presentedSha256);
    }

    static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "GatewayKey[name=" + name + ", chains=" + chains + ", tags=" + tags + "]";
    }
}
