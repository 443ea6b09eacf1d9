/**
 * Whose fault a failure is, and what follows from that. {@link io.github.llmfailover.failure.FailureKind} is the one
 * table; classifiers turn what a client library threw into a kind, and rules turn a kind into a reaction.
 */
@NullMarked
package io.github.llmfailover.failure;

import org.jspecify.annotations.NullMarked;
