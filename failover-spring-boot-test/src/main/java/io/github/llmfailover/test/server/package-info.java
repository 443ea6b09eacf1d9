/** HTTP/1.1 on raw loopback sockets, byte by byte: what is sent, cut, reset or withheld is exactly what a caller asks for. It knows nothing of models or providers. */
@NullMarked
package io.github.llmfailover.test.server;

import org.jspecify.annotations.NullMarked;
