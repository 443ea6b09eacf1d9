package io.github.llmfailover.bench;

import io.github.llmfailover.test.RecordedRequest;
import java.util.List;

/**
 * What came of a case.
 *
 * @param played which
 * @param replies what its client received
 * @param first what the first model was asked
 * @param fallback what the fallback model was asked
 * @param afterwards what the next client received, of a model that has no fault
 */
record Play(
        Case played,
        List<Reply> replies,
        List<RecordedRequest> first,
        List<RecordedRequest> fallback,
        Reply afterwards) {

    /** Returns the reply of a case of one request. */
    Reply reply() {
        return replies.get(0);
    }
}
