package io.github.llmfailover.provider;

/**
 * Retries that a client makes by itself, below the failover layer.
 *
 * @param finding what it does, as a sentence without its full stop
 * @param cure what to do about it, as a sentence
 */
public record ClientRetry(String finding, String cure) {}
