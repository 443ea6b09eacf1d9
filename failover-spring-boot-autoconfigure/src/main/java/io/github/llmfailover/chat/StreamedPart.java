package io.github.llmfailover.chat;

import io.github.llmfailover.FailoverReport;

/** A step of a streamed answer, for whoever shows it while it is being written. */
public sealed interface StreamedPart {

    /**
     * The answer goes on.
     *
     * @param text what to append; never empty
     */
    record Text(String text) implements StreamedPart {

        /** Shows how long the text is, not what it says. */
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /** Another provider answers anew: what was shown so far is void. */
    record Restart() implements StreamedPart {}

    /**
     * The answer is whole.
     *
     * @param report how it was served
     */
    record End(FailoverReport report) implements StreamedPart {}
}
