package io.github.llmfailover.routing;

import io.github.llmfailover.health.Permit;

/**
 * Who is asked, and the right to ask.
 *
 * @param member who
 * @param permit the right, which must be ended
 */
public record Selection(ChainMember member, Permit permit) {}
