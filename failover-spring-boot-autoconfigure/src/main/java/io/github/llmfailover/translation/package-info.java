/**
 * The same request in one provider's own terms: its type of options, its model, identifiers that its API takes, and
 * whatever the application has it told differently. Sends nothing.
 */
@NullMarked
package io.github.llmfailover.translation;

import org.jspecify.annotations.NullMarked;
