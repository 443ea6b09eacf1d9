package io.github.llmfailover.actuate;

import io.github.llmfailover.ProviderState;
import java.time.Instant;
import java.util.Optional;

/**
 * What an operator is answered.
 *
 * @param status the HTTP status
 * @param body what came of it
 */
record ActionAnswer(int status, Object body) {

    /**
     * Of an action that was done.
     *
     * @param provider the provider's name
     * @param action what was done
     * @param from its state before
     * @param to its state now
     * @param until when that is over by itself; empty where it holds nothing
     */
    record Done(String provider, String action, ProviderState from, ProviderState to, Optional<Instant> until) {}

    /**
     * Of one that was not.
     *
     * @param error what is wrong
     * @param write what to write instead
     */
    record Refused(String error, String write) {}

    static ActionAnswer ok(Object body) {
        return new ActionAnswer(200, body);
    }

    static ActionAnswer badRequest(String error, String write) {
        return new ActionAnswer(400, new Refused(error, write));
    }

    static ActionAnswer notFound(String error, String write) {
        return new ActionAnswer(404, new Refused(error, write));
    }

    static ActionAnswer conflict(String error, String write) {
        return new ActionAnswer(409, new Refused(error, write));
    }
}
