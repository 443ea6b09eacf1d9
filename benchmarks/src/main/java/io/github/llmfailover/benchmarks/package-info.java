/**
 * What the failover layer adds to a call and to each chunk of a stream, over a client that answers out of memory.
 */
@NullMarked
package io.github.llmfailover.benchmarks;

import org.jspecify.annotations.NullMarked;
