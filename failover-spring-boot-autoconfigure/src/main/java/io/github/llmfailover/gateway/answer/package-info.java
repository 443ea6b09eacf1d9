/** Answers and failures of the chain, put into what the clients of OpenAI's protocol expect. Nothing here does I/O. */
@NullMarked
package io.github.llmfailover.gateway.answer;

import org.jspecify.annotations.NullMarked;
