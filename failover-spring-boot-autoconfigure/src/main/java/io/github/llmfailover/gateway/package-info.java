/**
 * The failover model spoken to in OpenAI's protocol, over HTTP: who may use it, how much at once, how streams are
 * written and ended. The requests are read in {@code request} and the answers composed in {@code answer}.
 */
@NullMarked
package io.github.llmfailover.gateway;

import org.jspecify.annotations.NullMarked;
