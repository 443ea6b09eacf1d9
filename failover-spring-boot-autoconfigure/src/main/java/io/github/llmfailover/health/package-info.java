/**
 * Whether a provider may be asked now: its circuit breaker driven by hand through permits, its rests, its concurrency, and
 * what is known of its past. Knows nothing of chains or calls.
 */
@NullMarked
package io.github.llmfailover.health;

import org.jspecify.annotations.NullMarked;
