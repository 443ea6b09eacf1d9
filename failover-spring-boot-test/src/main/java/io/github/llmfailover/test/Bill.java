package io.github.llmfailover.test;

import io.github.llmfailover.test.script.Progress;
import io.github.llmfailover.test.wire.Usage;

/** Follows one answer and settles its bill once, as soon as it is complete or as far as it got. */
final class Bill implements Progress {

    private final RecordedRequest request;
    private final Usage usage;
    private final RequestLog log;
    private final int volume;
    private boolean settled;

    Bill(RecordedRequest request, Usage usage, RequestLog log) {
        this.request = request;
        this.usage = usage;
        this.log = log;
        this.volume = log.volume();
    }

    @Override
    public void started(int status) {
        request.setStatus(status);
    }

    @Override
    public void tokensSent(int tokens) {
        request.setTokensSent(tokens);
    }

    @Override
    public void completed() {
        settle(usage.output());
    }

    /** Bills an answer that did not get to its end. */
    void settle() {
        if (request.tokensSent() > 0) {
            settle(request.tokensSent());
        }
    }

    private void settle(int output) {
        if (!settled) {
            settled = true;
            log.bill(volume, request.model(), usage.input(), usage.cachedInput(), output);
        }
    }
}
