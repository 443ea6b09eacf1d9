package io.github.llmfailover.bench;

import io.github.llmfailover.test.RecordedRequest;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

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

    /** Returns what it would have been with other replies. */
    Play withReplies(UnaryOperator<Reply> change) {
        return new Play(played, replies.stream().map(change).toList(), first, fallback, afterwards);
    }

    /** Returns what it would have been, had the first model been asked so many times as often. */
    Play withAttempts(int times) {
        List<RecordedRequest> more =
                Collections.nCopies(times, first).stream().flatMap(List::stream).toList();
        return new Play(played, replies, more, fallback, afterwards);
    }
}
