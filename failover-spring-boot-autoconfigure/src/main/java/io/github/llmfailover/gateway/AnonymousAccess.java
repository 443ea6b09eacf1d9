package io.github.llmfailover.gateway;

/** Who may use the gateway without a key. */
public enum AnonymousAccess {
    /** Nobody. */
    NONE,
    /** Callers on the same machine, whose connection comes from a loopback address and over no proxy. */
    LOOPBACK,
    /** Everybody, or whoever the application itself lets through. */
    ALL
}
