package io.github.llmfailover.failure;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the error bodies that client libraries have parsed themselves, and may hand out broken or not at all. */
final class SdkBodies {

    private SdkBodies() {}

    /**
     * Reads a body.
     *
     * @param parsed hands out the body; whatever it throws means that there is none
     * @param contentTypes what the response said of its body: the SDKs drop what is not JSON
     */
    static ErrorBody read(Supplier<@Nullable Object> parsed, List<String> contentTypes) {
        for (String type : contentTypes) {
            if (type != null && type.toLowerCase(Locale.ROOT).startsWith("text/html")) {
                return ErrorBody.PAGE;
            }
        }
        try {
            return ErrorBody.of(parsed.get());
        } catch (RuntimeException e) {
            return ErrorBody.NONE;
        }
    }
}
