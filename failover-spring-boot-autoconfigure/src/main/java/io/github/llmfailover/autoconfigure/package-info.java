/**
 * Properties, the mapping of properties to settings, and the beans of the starter.
 */
@NullMarked
package io.github.llmfailover.autoconfigure;

import org.jspecify.annotations.NullMarked;
