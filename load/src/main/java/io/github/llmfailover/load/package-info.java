/** An application to be put under load: the gateway, and the same model behind a controller as anyone would write it. */
@NullMarked
package io.github.llmfailover.load;

import org.jspecify.annotations.NullMarked;
