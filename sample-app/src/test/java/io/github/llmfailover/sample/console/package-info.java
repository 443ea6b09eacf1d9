/** The console in a real browser. */
@NullMarked
package io.github.llmfailover.sample.console;

import org.jspecify.annotations.NullMarked;
