package io.github.llmfailover.execution;

/**
 * What the layer itself writes where a stream breaks.
 *
 * @param continuation how a model is told in words to go on with an answer that another one began; {@code {anchor}} in it
 *     stands for the last words of that answer
 * @param restart the text of the chunk after which an answer begins anew, for readers who see nothing but text; may be
 *     empty
 */
public record StreamTexts(String continuation, String restart) {

    /** The instruction names no language and no persona, and asks for no remark; a restart shows as a line. */
    public static final StreamTexts DEFAULTS = new StreamTexts("""
            The answer above was cut off by a technical fault. Continue it from exactly where it stops, in the same \
            language, style and format, as if there had been no interruption. Begin by repeating its last words \
            exactly as they stand between the lines below, then go on from there. Add no remark, greeting or heading.
            ---
            {anchor}
            ---""", "\n\n---\n\n");

    /** Rejects an instruction that does not say where to go on. */
    public StreamTexts {
        if (!continuation.contains("{anchor}")) {
            throw new IllegalArgumentException(
                    "streaming.continuation-instruction must contain {anchor}, which stands for the last words of the answer");
        }
    }
}
