package io.github.llmfailover.plan;

/**
 * What the caller has received of an answer that broke.
 *
 * @param text the text
 * @param continuable whether the text is all there is, so that another model can go on from it: no signed reasoning, no
 *     output that has to match a schema, and not more than is kept
 * @param binding whether tool calls were handed over, which cannot be taken back
 */
public record Delivered(String text, boolean continuable, boolean binding) {}
