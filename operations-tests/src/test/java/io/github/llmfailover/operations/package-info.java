/** The sample application as operations meet it: scraped, alerted on and traced. */
@NullMarked
package io.github.llmfailover.operations;

import org.jspecify.annotations.NullMarked;
