/**
 * Computes what failing over costs and saves, from prices, volumes and failure rates that anyone can change.
 */
@NullMarked
package io.github.llmfailover.cost;

import org.jspecify.annotations.NullMarked;
