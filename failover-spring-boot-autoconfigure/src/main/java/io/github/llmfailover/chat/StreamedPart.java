package io.github.llmfailover.chat;

import io.github.llmfailover.FailoverReport;
import org.jspecify.annotations.Nullable;

/** A step of a streamed answer, for whoever shows it while it is being written. */
public sealed interface StreamedPart {

    /**
     * The answer goes on.
     *
     * @param text what to append; never empty
     * @param provider the name of the provider that wrote this text, another one than before where the answer is carried
     *     on; {@code null} where something else than the failover model served
     */
    record Text(String text, @Nullable String provider) implements StreamedPart {

        /** Shows how long the text is and who wrote it, not what it says. */
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters, provider=" + provider + "]";
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
