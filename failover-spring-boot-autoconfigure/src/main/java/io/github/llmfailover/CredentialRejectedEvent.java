package io.github.llmfailover;

import java.time.Instant;

/**
 * A provider rejected our credential. Published once for each rest that follows, not for each call.
 *
 * @param provider the provider's name
 * @param status the HTTP status; 0 where it is not known
 * @param at when
 */
public record CredentialRejectedEvent(String provider, int status, Instant at) {}
