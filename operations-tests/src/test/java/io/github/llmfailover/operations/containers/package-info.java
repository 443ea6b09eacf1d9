/** The sample application as it is deployed: its image, and providers in other containers that are taken away from it. */
@NullMarked
package io.github.llmfailover.operations.containers;

import org.jspecify.annotations.NullMarked;
