/** The sample application over real HTTP, and what the README says of it. */
@NullMarked
package io.github.llmfailover.sample;

import org.jspecify.annotations.NullMarked;
