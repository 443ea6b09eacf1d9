/**
 * What operators look at: the health contributor and the endpoint.
 */
@NullMarked
package io.github.llmfailover.actuate;

import org.jspecify.annotations.NullMarked;
