/**
 * What a chat completion request in OpenAI's protocol asks for, put into a prompt. Every field is honoured, passed on,
 * refused by name, or named as not honoured; {@link io.github.llmfailover.gateway.request.RequestField} is the table.
 */
@NullMarked
package io.github.llmfailover.gateway.request;

import org.jspecify.annotations.NullMarked;
