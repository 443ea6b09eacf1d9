package io.github.llmfailover.gateway;

/** Puts failures into OpenAI's shape, with the status that its clients act on. */
final class CompletionErrors {

    /** Returns how a failure is told; nothing of it is told where it is not one of ours. */
    CompletionError of(Throwable error) {
        throw new UnsupportedOperationException("not yet", error);
    }
}
