package io.github.llmfailover.test.wire;

import java.time.Duration;

/** Values of headers that several wires share. */
final class Headers {

    private Headers() {}

    /** Whole seconds, rounded up, so that nobody comes back too early. */
    static String wholeSeconds(Duration duration) {
        return Long.toString((duration.toMillis() + 999) / 1000);
    }
}
