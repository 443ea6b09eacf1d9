/** The one source of time: ticker, clock and scheduler together, so that a test moves all three at once. */
@NullMarked
package io.github.llmfailover.time;

import org.jspecify.annotations.NullMarked;
