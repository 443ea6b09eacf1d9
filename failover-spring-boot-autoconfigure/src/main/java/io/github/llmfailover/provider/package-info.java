/**
 * What a provider is: a name, a client, immutable settings; how a request is put into its client's own terms, and how a
 * request in flight is aborted by the client's own means. Knows nothing of health, order or failure.
 */
@NullMarked
package io.github.llmfailover.provider;

import org.jspecify.annotations.NullMarked;
