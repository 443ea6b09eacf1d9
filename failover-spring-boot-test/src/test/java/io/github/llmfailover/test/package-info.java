/** Tests of the simulator: byte by byte over raw sockets, and through the real clients of Spring AI. */
@NullMarked
package io.github.llmfailover.test;

import org.jspecify.annotations.NullMarked;
