/**
 * The two thin drivers that carry out what the plan decides, one for blocking calls and one for streams, and the watchdog
 * that ends what has passed its limit.
 */
@NullMarked
package io.github.llmfailover.execution;

import org.jspecify.annotations.NullMarked;
