/** How much time an inbound request has, and how all that is done for it gets to know. */
@NullMarked
package io.github.llmfailover.budget;

import org.jspecify.annotations.NullMarked;
