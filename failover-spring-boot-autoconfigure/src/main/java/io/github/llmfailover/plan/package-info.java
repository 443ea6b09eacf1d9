/**
 * What to do next in a call, decided without I/O, threads or Spring: the state machine of one call, its deadline, and
 * the retry budget.
 */
@NullMarked
package io.github.llmfailover.plan;

import org.jspecify.annotations.NullMarked;
