/** The wire formats of the vendors: reads their requests and writes their answers, events and errors. Pure functions, without sockets, threads or clocks. */
@NullMarked
package io.github.llmfailover.test.wire;

import org.jspecify.annotations.NullMarked;
