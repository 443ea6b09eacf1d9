/** The fallback that most applications write by hand, beside the starter's, in the same trouble ({@code docs/pattern.md}). */
@NullMarked
package io.github.llmfailover.sample.naive;

import org.jspecify.annotations.NullMarked;
