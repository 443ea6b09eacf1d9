/**
 * Meters, log lines and application events, all fed through the listener of the root package, and observations, fed through
 * the seam of the package {@code trace}.
 */
@NullMarked
package io.github.llmfailover.observation;

import org.jspecify.annotations.NullMarked;
