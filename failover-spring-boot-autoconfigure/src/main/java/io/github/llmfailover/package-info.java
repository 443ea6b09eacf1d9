/**
 * The vocabulary that users and all rooms of the library share: the options of one request, the report of one call,
 * the events, and the exceptions. Knows nothing of how a call is decided or executed.
 */
@NullMarked
package io.github.llmfailover;

import org.jspecify.annotations.NullMarked;
