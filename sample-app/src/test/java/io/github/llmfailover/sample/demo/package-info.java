/** Access to demo mode for tests. */
@NullMarked
package io.github.llmfailover.sample.demo;

import org.jspecify.annotations.NullMarked;
