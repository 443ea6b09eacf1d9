/**
 * The failover model spoken to in OpenAI's protocol: what a chat completion request asks for, put into a prompt, and
 * answers and failures put into what the clients of that protocol expect. Nothing is altered silently: a field is
 * honoured, passed on, refused by name, or named as not honoured.
 */
@NullMarked
package io.github.llmfailover.gateway;

import org.jspecify.annotations.NullMarked;
