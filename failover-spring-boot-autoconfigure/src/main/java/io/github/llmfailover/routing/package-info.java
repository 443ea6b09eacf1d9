/**
 * Who may serve a request, and in which order: chains of providers with their health, eligibility, then selection.
 */
@NullMarked
package io.github.llmfailover.routing;

import org.jspecify.annotations.NullMarked;
