package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.FailoverListener;

/**
 * All listeners behind one. Not itself a listener bean, or it would listen to itself.
 *
 * @param all tells every listener bean of the application
 */
record FailoverListeners(FailoverListener all) {}
