/**
 * Meters, log lines and application events, all fed through the listener of the root package.
 */
@NullMarked
package io.github.llmfailover.observation;

import org.jspecify.annotations.NullMarked;
