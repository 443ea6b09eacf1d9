/**
 * What an application injects: the chat model and the chat client that survive the outage of a provider.
 */
@NullMarked
package io.github.llmfailover.chat;

import org.jspecify.annotations.NullMarked;
