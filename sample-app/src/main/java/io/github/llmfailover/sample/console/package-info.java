/** What the page at {@code /} needs beside the starter's endpoint: who can reach it, and protection from other pages. */
@NullMarked
package io.github.llmfailover.sample.console;

import org.jspecify.annotations.NullMarked;
