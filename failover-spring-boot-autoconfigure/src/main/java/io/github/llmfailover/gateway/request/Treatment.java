package io.github.llmfailover.gateway.request;

/** What becomes of a field of a request. */
enum Treatment {

    /** It has its effect at whichever provider serves. */
    HONOURED("honoured"),

    /**
     * It goes, as it is, to providers that speak OpenAI's protocol, and where it says so to others. It shapes an answer
     * only slightly, or not at all, so that it does not stand in the way of failing over.
     */
    PASSED_ON("passed on"),

    /** Only providers that honour it are asked: without it the answer would be another one than was asked for. */
    REQUIRED("required"),

    /** Nothing becomes of it: it is named in the response's header. */
    IGNORED("ignored"),

    /** The request is refused. */
    REFUSED("refused");

    private final String word;

    Treatment(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
