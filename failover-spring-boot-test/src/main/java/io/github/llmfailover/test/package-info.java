/** A simulator of LLM providers that breaks on command, and what a test of failover needs around it. */
@NullMarked
package io.github.llmfailover.test;

import org.jspecify.annotations.NullMarked;
