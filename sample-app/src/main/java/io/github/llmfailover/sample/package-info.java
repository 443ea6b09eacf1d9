/** An application as a user would write it: a controller on {@code ChatClient}, and nothing that knows of failover but what it reports. */
@NullMarked
package io.github.llmfailover.sample;

import org.jspecify.annotations.NullMarked;
