/** What can go wrong with an answer, as data, and the performance of it: plays the events of a wire over an exchange under a script of effects. */
@NullMarked
package io.github.llmfailover.test.script;

import org.jspecify.annotations.NullMarked;
