package io.github.llmfailover.test.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** From where a server can be reached. */
public enum Interfaces {
    /** From this machine only. */
    LOOPBACK(127, 0, 0, 1),
    /** From wherever there is a network to it: for a server in a container, whose loopback is its own. */
    ALL(0, 0, 0, 0);

    @SuppressWarnings("ImmutableEnumChecker") // An address is immutable, but not annotated so.
    private final InetAddress address;

    Interfaces(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        try {
            this.address = InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    InetAddress address() {
        return address;
    }
}
