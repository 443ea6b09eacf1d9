/**
 * The seam at which calls are traced. The engine says when a call, an attempt and a wait begin and end, and lets threads
 * and contexts know which of them they work for; it does not know by what means that is recorded.
 */
@NullMarked
package io.github.llmfailover.trace;

import org.jspecify.annotations.NullMarked;
