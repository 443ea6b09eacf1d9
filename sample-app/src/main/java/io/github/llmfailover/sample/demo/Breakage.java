package io.github.llmfailover.sample.demo;

import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The ways in which a simulated provider can be broken. */
@SuppressWarnings("ImmutableEnumChecker") // A Behavior is immutable, but not annotated so.
enum Breakage {
    KILL(
            "kill",
            "dies: resets the connections that are open, in the middle of its answers, and refuses new ones",
            Behavior.refuse()),
    REFUSE("refuse", "refuses connections, and finishes the answers that it has begun", Behavior.refuse()),
    RESET("reset", "resets the connection instead of answering", Behavior.resetBeforeHeaders()),
    STATUS_500("500", "answers with an internal error", Behavior.serverError()),
    STATUS_503("503", "answers that it is unavailable", Behavior.status(503)),
    STATUS_529("529", "answers that it is overloaded", Behavior.overloaded()),
    STATUS_429(
            "429",
            "answers that there were too many requests, for 5 seconds",
            Behavior.rateLimited(Duration.ofSeconds(5))),
    STATUS_401("401", "rejects the key; it is then left alone for 5 minutes, healed or not", Behavior.unauthorized()),
    STATUS_404("404", "does not know the model", Behavior.modelNotFound()),
    HTML("html", "answers with a web page", Behavior.html()),
    EMPTY("empty", "answers with nothing", Behavior.emptyBody()),
    HANG("hang", "takes the request and never answers", Behavior.hangBeforeHeaders()),
    SLOW("slow", "takes 10 seconds to begin an answer", Behavior.firstTokenDelay(Duration.ofSeconds(10))),
    CUT("cut", "resets the connection in the middle of its answer", Behavior.resetAfterTokens(10)),
    END("end", "ends its answer in the middle, as if that were all", Behavior.endAfterTokens(10)),
    STALL("stall", "falls silent in the middle of its answer", Behavior.hangAfterTokens(10)),
    ERROR("error", "sends an error in the middle of its answer", Behavior.errorAfterTokens(10)),
    GARBLED("garbled", "sends something unreadable in the middle of its answer", Behavior.malformedEventAt(10)),
    QUOTA(
            "quota",
            "has no credit left; it is then left alone for 10 minutes, healed or not",
            Behavior.quotaExhausted()),
    TOO_LONG("too-long", "says that the prompt is too long for its model", Behavior.contextTooLong()),
    FILTER("filter", "refuses the content; by default nobody else is asked then", Behavior.contentFiltered()),
    INVALID("invalid", "calls the request invalid; by default nobody else is asked then", Behavior.invalidRequest());

    private final String how;

    private final String description;

    private final Behavior behavior;

    Breakage(String how, String description, Behavior behavior) {
        this.how = how;
        this.description = description;
        this.behavior = behavior;
    }

    static Optional<Breakage> of(String how) {
        return Arrays.stream(values())
                .filter(breakage -> breakage.how.equals(how))
                .findFirst();
    }

    String how() {
        return how;
    }

    String description() {
        return description;
    }

    boolean refuses() {
        return this == KILL || this == REFUSE;
    }

    Behavior behavior() {
        return behavior;
    }
}
