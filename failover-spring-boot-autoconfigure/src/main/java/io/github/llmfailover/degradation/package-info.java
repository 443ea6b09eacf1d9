/**
 * What is answered when no provider can serve: a ladder of tiers, the answers that are kept for it, and the key by which
 * they are found again, which never lets one cross users, tags or system prompts.
 */
@NullMarked
package io.github.llmfailover.degradation;

import org.jspecify.annotations.NullMarked;
