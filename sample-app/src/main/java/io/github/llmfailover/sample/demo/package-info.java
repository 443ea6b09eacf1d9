/** Demo mode: simulated providers in place of real ones, and a control to break and heal each. */
@NullMarked
package io.github.llmfailover.sample.demo;

import org.jspecify.annotations.NullMarked;
